package io.thawline.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Files that somebody broke at random, the same for the same number. */
final class Mutations {
  private static final long SEED = 0x7a31;
  private static final int LARGEST = 100_000;
  private static final int END_OF_ZIP = 200;

  /** Opcodes that build, repeat, call and take: a pickle broken by them is still read far. */
  private static final int[] OPCODES = {
    Opcode.MARK,
    Opcode.STOP,
    Opcode.POP,
    Opcode.POP_MARK,
    Opcode.DUP,
    Opcode.BININT,
    Opcode.BININT1,
    Opcode.BININT2,
    Opcode.NONE,
    Opcode.BINPERSID,
    Opcode.REDUCE,
    Opcode.BINUNICODE,
    Opcode.APPEND,
    Opcode.BUILD,
    Opcode.GLOBAL,
    Opcode.DICT,
    Opcode.APPENDS,
    Opcode.BINGET,
    Opcode.LONG_BINGET,
    Opcode.LIST,
    Opcode.BINPUT,
    Opcode.LONG_BINPUT,
    Opcode.SETITEM,
    Opcode.TUPLE,
    Opcode.SETITEMS,
    Opcode.EMPTY_TUPLE,
    Opcode.EMPTY_LIST,
    Opcode.EMPTY_DICT,
    Opcode.PROTO,
    Opcode.NEWOBJ,
    Opcode.TUPLE1,
    Opcode.TUPLE2,
    Opcode.TUPLE3,
    Opcode.LONG1,
    Opcode.LONG4,
    Opcode.BINBYTES8,
    Opcode.SHORT_BINUNICODE,
    Opcode.BINUNICODE8,
    Opcode.EMPTY_SET,
    Opcode.ADDITEMS,
    Opcode.FROZENSET,
    Opcode.STACK_GLOBAL,
    Opcode.MEMOIZE,
    Opcode.FRAME,
    'i',
    'o',
    0x82,
    0x92
  };

  private final List<byte[]> files = new ArrayList<>();
  private final List<Map<String, byte[]>> archives = new ArrayList<>();
  private final List<byte[]> pickles = new ArrayList<>();
  private final List<byte[]> safetensors = new ArrayList<>();

  Mutations() throws IOException {
    for (String directory : List.of("formats", "bad", "norms", "unchecked")) {
      for (Path path : Fixtures.files(directory)) {
        if (Files.size(path) > 0 && Files.size(path) < LARGEST) {
          add(Files.readAllBytes(path));
        }
      }
    }
  }

  private void add(byte[] file) {
    files.add(file);
    Map<String, byte[]> archive = ZipFiles.unpack(file);
    archive.forEach(
        (name, bytes) -> {
          if (isPickle(name) && bytes.length > 0 && bytes.length < LARGEST) {
            archives.add(archive);
            pickles.add(bytes);
          }
        });
    if (file.length > Long.BYTES && file[Long.BYTES] == '{') {
      safetensors.add(file);
    }
  }

  private static boolean isPickle(String entry) {
    return entry.endsWith("/data.pkl");
  }

  /** The file of that number. */
  byte[] file(int number) {
    Random random = new Random(SEED + number);
    return switch (number % 4) {
      case 0 -> broken(files, random);
      case 1 -> packed(random);
      case 2 -> headed(random);
      default -> brokenAtItsEnd(random);
    };
  }

  /** A flipped bit anywhere in an archive fails a checksum, so pickles are packed anew. */
  private byte[] packed(Random random) {
    int chosen = random.nextInt(archives.size());
    Map<String, byte[]> archive = new LinkedHashMap<>(archives.get(chosen));
    byte[] pickle =
        random.nextBoolean()
            ? broken(List.of(pickles.get(chosen)), random)
            : opcodesEdited(pickles.get(chosen).clone(), random);
    archive.replaceAll((name, bytes) -> isPickle(name) ? pickle : bytes);
    return ZipFiles.pack(archive);
  }

  private byte[] opcodesEdited(byte[] pickle, Random random) {
    for (int edit = 0; edit <= random.nextInt(4); edit++) {
      pickle[random.nextInt(pickle.length)] = (byte) OPCODES[random.nextInt(OPCODES.length)];
    }
    return random.nextInt(3) > 0 ? pickle : spliced(pickle, pickles, random);
  }

  /** A safetensors file whose header was broken, with the right length before it. */
  private byte[] headed(Random random) {
    byte[] file = safetensors.get(random.nextInt(safetensors.size()));
    long length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    int end = (int) Math.max(0, Math.min(file.length - Long.BYTES, length)) + Long.BYTES;
    byte[] header = Arrays.copyOfRange(file, Long.BYTES, end);
    if (header.length == 0) {
      return broken(List.of(file), random);
    }
    byte[] edited = random.nextBoolean() ? broken(List.of(header), random) : digits(header, random);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteBuffer lengthBytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.writeBytes(lengthBytes.putLong(0, edited.length).array());
    out.writeBytes(edited);
    out.write(file, end, file.length - end);
    return out.toByteArray();
  }

  private static byte[] digits(byte[] header, Random random) {
    String text = new String(header, StandardCharsets.ISO_8859_1);
    int at = random.nextInt(text.length());
    String replaced =
        text.substring(0, at)
            + text.substring(at)
                .replaceFirst("\\d+", Long.toString(random.nextLong() >> random.nextInt(64)));
    return replaced.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Where a zip archive keeps its directory. */
  private byte[] brokenAtItsEnd(Random random) {
    byte[] file = files.get(random.nextInt(files.size())).clone();
    for (int edit = 0; edit <= random.nextInt(3); edit++) {
      int at = file.length - 1 - random.nextInt(Math.min(END_OF_ZIP, file.length));
      file[at] =
          (byte) (random.nextBoolean() ? file[at] ^ 1 << random.nextInt(8) : random.nextInt());
    }
    return file;
  }

  private static byte[] broken(List<byte[]> files, Random random) {
    byte[] file = files.get(random.nextInt(files.size())).clone();
    int at = random.nextInt(file.length);
    switch (random.nextInt(5)) {
      case 0 -> file[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> file = Arrays.copyOf(file, at);
      case 2 -> file = spliced(file, files, random);
      case 3 -> {
        byte[] noise = new byte[Math.min(1 + random.nextInt(8), file.length - at)];
        random.nextBytes(noise);
        System.arraycopy(noise, 0, file, at, noise.length);
      }
      default -> file[at] = (byte) (random.nextBoolean() ? 0xff : 0);
    }
    return file;
  }

  /** A stretch of one file in place of a stretch of another length. */
  private static byte[] spliced(byte[] file, List<byte[]> others, Random random) {
    byte[] other = others.get(random.nextInt(others.size()));
    int from = random.nextInt(other.length);
    int length = random.nextInt(Math.min(200, other.length - from) + 1);
    int at = random.nextInt(file.length);
    int replaced = random.nextInt(Math.min(200, file.length - at) + 1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(file, 0, at);
    out.write(other, from, length);
    out.write(file, at + replaced, file.length - at - replaced);
    return out.toByteArray();
  }
}
