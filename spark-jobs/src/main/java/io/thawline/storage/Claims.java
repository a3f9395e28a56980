package io.thawline.storage;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.thawline.errors.OwnedByAnotherDriverException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The claims to a run and their signs of life, as files. A claim is never changed. Each holds all
 * that those before it exclude, so old ones may go: all but the last, for drivers that still ask
 * for theirs, and one in sixteen for ever, so that the last can be found where listing is denied.
 */
final class Claims {
  private static final Logger LOG = LoggerFactory.getLogger(Claims.class);
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private static final int FIRST = 1;
  private static final int STRIDE = 16;
  private static final int KEPT = 8;

  private final Volume volume;

  Claims(Volume volume) {
    this.volume = volume;
  }

  /** The last epoch whose name is taken; 0 where nobody claimed the run yet. */
  int lastEpoch() throws IOException {
    NavigableSet<Integer> epochs = epochs();
    return epochs.isEmpty() ? 0 : epochs.last();
  }

  private NavigableSet<Integer> epochs() throws IOException {
    return Numbered.in(volume, Names.OWNER, FIRST, STRIDE, Names::claim, Names::epochOfClaim);
  }

  /** The claim of an epoch; empty when there is none that can be read. */
  Optional<Claim> find(int epoch) throws IOException {
    Optional<byte[]> bytes = volume.contents(Names.claim(epoch));
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(bytes.get(), Claim.class));
    } catch (IOException e) {
      LOG.warn("{} cannot be read: it names no owner", volume.describe(Names.claim(epoch)));
      return Optional.empty();
    }
  }

  /**
   * Deletes what nobody needs while the claim of that epoch, or a later one, can be read. Behind
   * the last of the claims that stay for ever no gap comes to be.
   */
  void prune(int epoch) throws IOException {
    if (epoch - KEPT < FIRST) {
      return;
    }
    int mark = epoch - KEPT - (epoch - KEPT - FIRST) % STRIDE;
    for (String name : volume.list(Names.OWNER)) {
      OptionalInt claim = Names.epochOfClaim(name);
      boolean stays = claim.isPresent() && (claim.getAsInt() - FIRST) % STRIDE == 0;
      OptionalInt of = claim.isPresent() ? claim : Names.epochOfSign(name);
      if (!stays && of.isPresent() && of.getAsInt() < mark) {
        volume.delete(Names.OWNER + "/" + name);
      }
    }
  }

  /** What the claims exclude, all of it written in the last of them. */
  Fences fences() throws IOException {
    for (int epoch : epochs().descendingSet()) {
      Optional<Claim> claim = find(epoch);
      if (claim.isPresent()) {
        return new Fences(claim.get().takenOver());
      }
    }
    return Fences.NONE;
  }

  /**
   * Writes a claim where its epoch is free.
   *
   * @return false when another driver has that epoch
   */
  boolean add(Claim claim, Staging staging) throws IOException {
    byte[] text = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(claim);
    String staged = staging.stage(out -> out.write(text));
    if (!volume.publish(staged, Names.claim(claim.epoch()))) {
      staging.discard(staged);
    }
    // whatever was answered: a request may have been made twice, or two may have got through
    return isTheOne(claim);
  }

  /** Whether that claim, and no other of its epoch, is what stands there. */
  boolean isTheOne(Claim claim) throws IOException {
    return find(claim.epoch()).filter(found -> found.id().equals(claim.id())).isPresent();
  }

  /** What a driver is told that does not own the run. */
  OwnedByAnotherDriverException owned() throws IOException {
    String owner = find(lastEpoch()).map(found -> found.owner().describe()).orElse("a driver");
    return new OwnedByAnotherDriverException(
        "%s belongs to %s: wait until that one is done, or choose another run.dir."
            .formatted(volume.location(), owner));
  }

  /** The last sign of life; empty before the first. */
  String sign(int epoch) throws IOException {
    return volume
        .contents(Names.sign(epoch))
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .orElse("");
  }

  void sign(int epoch, String sign, Staging staging) throws IOException {
    staging.replace(Names.sign(epoch), out -> out.write(sign.getBytes(StandardCharsets.UTF_8)));
  }
}
