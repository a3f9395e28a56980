package io.thawline.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was committed, read from the manifests alone. */
final class History {
  private static final Logger LOG = LoggerFactory.getLogger(History.class);

  private final Volume volume;
  private final Claims claims;

  History(Volume volume) {
    this.volume = volume;
    this.claims = new Claims(volume);
  }

  /** Rounds whose manifest's name is taken, whatever the file holds. */
  NavigableSet<Integer> taken() throws IOException {
    return Numbered.in(volume, Names.CHECKPOINTS, 0, 1, Names::manifest, Names::roundOfManifest);
  }

  /** The manifest of a round; empty when there is none that can be trusted. */
  Optional<Manifest> find(int round) throws IOException {
    return find(round, fences());
  }

  /** What no longer counts, as of now. */
  Fences fences() throws IOException {
    return claims.fences();
  }

  Optional<Manifest> find(int round, Fences fences) throws IOException {
    String name = Names.manifest(round);
    Optional<byte[]> bytes = volume.contents(name);
    Optional<Manifest> manifest =
        bytes
            .flatMap(found -> ManifestCodec.read(found, volume.describe(name)))
            .filter(found -> found.round() == round);
    if (bytes.isPresent() && manifest.isEmpty()) {
      LOG.warn("{} is torn: round {} counts as not committed", volume.describe(name), round);
    }
    if (manifest.isPresent() && fences.exclude(manifest.get().epoch(), round)) {
      LOG.warn(
          "{} was written by a driver that had lost the run: round {} counts as not committed",
          volume.describe(name),
          round);
      return Optional.empty();
    }
    return manifest;
  }

  /** The rounds from 0 up to the first that is missing. */
  List<Manifest> all() throws IOException {
    NavigableSet<Integer> taken = taken();
    Fences fences = fences();
    List<Manifest> manifests = new ArrayList<>();
    while (taken.contains(manifests.size())) {
      Optional<Manifest> next = find(manifests.size(), fences);
      if (next.isEmpty()) {
        break;
      }
      manifests.add(next.get());
    }
    if (taken.size() > manifests.size()) {
      LOG.warn(
          "{} has no round {}: those after it are left out", volume.location(), manifests.size());
    }
    return List.copyOf(manifests);
  }

  /** The last round whose data are whole. */
  Optional<Manifest> latest() throws IOException {
    List<Manifest> manifests = all();
    for (int i = manifests.size() - 1; i >= 0; i--) {
      Optional<String> damage = damage(manifests.get(i));
      if (damage.isEmpty()) {
        return Optional.of(manifests.get(i));
      }
      LOG.warn("Round {} cannot be used, going back: {}", i, damage.get());
    }
    return Optional.empty();
  }

  private Optional<String> damage(Manifest manifest) throws IOException {
    for (DataFile file : manifest.networks().values()) {
      Optional<String> damage = StateFiles.damage(volume, file);
      if (damage.isPresent()) {
        return damage;
      }
    }
    return Optional.empty();
  }
}
