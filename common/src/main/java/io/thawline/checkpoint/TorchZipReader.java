package io.thawline.checkpoint;

import io.thawline.checkpoint.PickleValue.Storage;
import io.thawline.io.Source;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The zip format of {@code torch.save} since PyTorch 1.6: {@code NAME/data.pkl} describes the
 * object, {@code NAME/data/KEY} holds the storages.
 */
final class TorchZipReader {
  static final String FORMAT = "torch-zip";

  private static final String PICKLE = "data.pkl";
  private static final String CODE = "code/";
  private static final Pattern PICKLE_PATH = Pattern.compile("[^/]+/data\\.pkl");
  private static final long MAX_PICKLE = 16L << 20;
  private static final int MAX_BYTE_ORDER = 16;

  /** A key names an entry; one that looks like a path is nobody's honest key. */
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private final ZipArchive archive;
  private final MemoryBudget budget;

  TorchZipReader(Source source, MemoryBudget budget) {
    this.archive = new ZipArchive(source, budget);
    this.budget = budget;
  }

  Contents read(String key) {
    String root = root();
    if (isScript(root)) {
      throw new Refusal(
          "it is a TorchScript archive, a program with weights",
          "Save its weights alone: torch.save(torch.jit.load(path).state_dict(), other).");
    }
    requireLittleEndian(root);
    PickleInput input = new PickleInput(PICKLE, archive.read(root + PICKLE, MAX_PICKLE));
    PickleValue object = new Unpickler(input, new PickleCalls(PICKLE, budget), budget).load();
    StateDictFinder.Found found = StateDictFinder.find(object, key, budget);
    Views views = new Views(storage -> storage(root, storage), budget);
    return new Contents(FORMAT, views.resolve(found.views()), found.metadata());
  }

  /** What a TorchScript archive holds; its code is looked at for the names of tensors alone. */
  ScriptTensors readScript() {
    String root = root();
    if (!isScript(root)) {
      throw new Refusal(
          "it is no TorchScript archive",
          "Script the module in Python: torch.jit.script(module).save(path).");
    }
    requireLittleEndian(root);
    PickleInput input = new PickleInput(PICKLE, archive.read(root + PICKLE, MAX_PICKLE));
    PickleValue object = new Unpickler(input, PickleCalls.ofScript(PICKLE, budget), budget).load();
    ScriptFinder finder = new ScriptFinder(classes(root), budget);
    finder.find(object);
    Views views = new Views(storage -> storage(root, storage), budget);
    return new ScriptTensors(views.resolve(finder.views()), finder.parameters());
  }

  private boolean isScript(String root) {
    return archive.names().stream().anyMatch(name -> name.startsWith(root + CODE));
  }

  private ScriptClasses classes(String root) {
    ScriptClasses classes = new ScriptClasses();
    archive.names().stream()
        .filter(name -> name.startsWith(root + CODE) && name.endsWith(ScriptClasses.SUFFIX))
        .forEach(
            name ->
                classes.add(
                    name.substring((root + CODE).length()),
                    StandardCharsets.UTF_8.decode(archive.read(name, MAX_PICKLE)).toString()));
    return classes;
  }

  /** The directory in the archive that holds everything, with its slash. */
  private String root() {
    List<String> pickles =
        archive.names().stream().filter(name -> PICKLE_PATH.matcher(name).matches()).toList();
    if (pickles.size() != 1) {
      throw new Refusal(
          "it is a zip archive with %s data.pkl in it, not one that torch.save wrote"
              .formatted(pickles.isEmpty() ? "no" : "more than one"),
          "Save the weights in Python with torch.save(model.state_dict(), path).");
    }
    return pickles.get(0).substring(0, pickles.get(0).length() - PICKLE.length());
  }

  private void requireLittleEndian(String root) {
    String name = root + "byteorder";
    if (archive.size(name).isPresent()) {
      ByteBuffer order = archive.read(name, MAX_BYTE_ORDER);
      if (!StandardCharsets.US_ASCII.decode(order).toString().equals("little")) {
        throw new Refusal(
            "its numbers are big-endian", "Save it again on a little-endian machine.");
      }
    }
  }

  private StorageBytes storage(String root, Storage storage) {
    if (!KEY.matcher(storage.key()).matches()) {
      throw Refusal.damaged("the storage key '%s' is no plain name".formatted(storage.key()));
    }
    String name = root + "data/" + storage.key();
    long expected = storage.bytes();
    long actual =
        archive
            .size(name)
            .orElseThrow(() -> Refusal.damaged("storage %s is missing".formatted(storage.key())));
    if (actual != expected) {
      throw Refusal.damaged(
          "storage %s should take %d bytes and takes %d"
              .formatted(storage.key(), expected, actual));
    }
    return archive.storage(name);
  }
}
