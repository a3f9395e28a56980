package io.thawline.storage;

import io.thawline.io.Source;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.util.List;
import java.util.Optional;

/** A store that counts its calls and fails at a chosen one, or once it is full. */
final class FaultyVolume implements Volume {
  enum Fault {
    /** One call fails without taking effect. */
    REFUSED(false, false),
    /** One call takes effect and then fails: its answer was lost. */
    ANSWER_LOST(true, false),
    /** From one call on nothing answers: the process or its connection is dead. */
    DEAD(false, true),
    /** Likewise, but the first of these calls took effect. */
    DEAD_AFTER(true, true);

    private final boolean takesEffect;
    private final boolean lasting;

    Fault(boolean takesEffect, boolean lasting) {
      this.takesEffect = takesEffect;
      this.lasting = lasting;
    }
  }

  private final Volume real;
  private final Fault fault;
  private final int failingCall;
  private long room = Long.MAX_VALUE;
  private boolean denies;
  private boolean replaces;
  private Runnable before = () -> {};
  private int calls;

  private FaultyVolume(Volume real, Fault fault, int failingCall) {
    this.real = real;
    this.fault = fault;
    this.failingCall = failingCall;
  }

  static FaultyVolume failingAt(int call, Fault fault, Volume real) {
    return new FaultyVolume(real, fault, call);
  }

  static FaultyVolume faultless(Volume real) {
    return new FaultyVolume(real, Fault.REFUSED, 0);
  }

  /** Has something else happen right before a call, counted from now on. */
  void interruptAt(int call, Runnable action) {
    calls = 0;
    before =
        () -> {
          if (calls == call) {
            action.run();
          }
        };
  }

  /** Its user may neither list nor delete. */
  static FaultyVolume denying(Volume real) {
    FaultyVolume volume = faultless(real);
    volume.denies = true;
    return volume;
  }

  /** Puts a file in place whether or not the name is taken, as a careless store does. */
  static FaultyVolume replacing(Volume real) {
    FaultyVolume volume = faultless(real);
    volume.replaces = true;
    return volume;
  }

  private void requireAllowed(String name) throws AccessDeniedException {
    if (denies) {
      throw new AccessDeniedException(name);
    }
  }

  static FaultyVolume withRoomFor(long bytes, Volume real) {
    FaultyVolume volume = new FaultyVolume(real, Fault.REFUSED, 0);
    volume.room = bytes;
    return volume;
  }

  /** Whether the call that was to fail has been made. */
  boolean reached() {
    return calls >= failingCall;
  }

  private interface Call<T> {
    T run() throws IOException;
  }

  private <T> T call(Call<T> call) throws IOException {
    calls++;
    before.run();
    if (calls == failingCall && fault.takesEffect) {
      call.run();
    }
    if (calls == failingCall || (fault.lasting && calls > failingCall)) {
      throw new IOException("injected at call " + calls);
    }
    return call.run();
  }

  @Override
  public String location() {
    return real.location();
  }

  @Override
  public void createRoot() throws IOException {
    call(
        () -> {
          real.createRoot();
          return true;
        });
  }

  @Override
  public OutputStream create(String name) throws IOException {
    OutputStream out = call(() -> real.create(name));
    // a real disk, too, may say that it is full as late as at close
    return new BufferedOutputStream(limited(out), 1 << 16);
  }

  private FilterOutputStream limited(OutputStream out) {
    return new FilterOutputStream(out) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        int fitting = (int) Math.min(room, length);
        out.write(bytes, offset, fitting);
        room -= fitting;
        if (fitting < length) {
          throw new IOException("No space left on device");
        }
      }

      @Override
      public void close() throws IOException {
        call(
            () -> {
              out.close();
              return true;
            });
      }
    };
  }

  @Override
  public Optional<byte[]> contents(String name) throws IOException {
    return call(() -> real.contents(name));
  }

  @Override
  public Optional<InputStream> open(String name) throws IOException {
    return call(() -> real.open(name));
  }

  @Override
  public Source source(String name) throws IOException {
    return call(() -> real.source(name));
  }

  @Override
  public List<String> list(String directory) throws IOException {
    requireAllowed(directory);
    return call(() -> real.list(directory));
  }

  @Override
  public boolean publish(String from, String to) throws IOException {
    if (replaces) {
      real.replace(from, to);
      return true;
    }
    return call(() -> real.publish(from, to));
  }

  @Override
  public void replace(String from, String to) throws IOException {
    call(
        () -> {
          real.replace(from, to);
          return true;
        });
  }

  @Override
  public boolean refusesTakenNames() throws IOException {
    return real.refusesTakenNames();
  }

  @Override
  public boolean isRevocable() {
    return real.isRevocable();
  }

  @Override
  public boolean delete(String name) throws IOException {
    requireAllowed(name);
    return call(() -> real.delete(name));
  }

  @Override
  public Volume moveAside() throws IOException {
    return call(real::moveAside);
  }
}
