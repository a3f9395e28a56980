package io.thawline.nn;

import io.thawline.errors.InputRefusedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * The text of a TorchScript module. Each class in it says which of its attributes are parameters
 * and which are buffers. DJL hands out parameters alone, so in a copy of the file buffers are
 * declared to be parameters, and in what the engine writes of that copy they are buffers again.
 */
final class ScriptArchive {
  private static final Pattern CLASS =
      Pattern.compile(
          "class (?<name>\\w+)\\(Module\\):\\n"
              + "  __parameters__ = \\[(?<parameters>[^\\]]*)\\]\\n"
              + "  __buffers__ = \\[(?<buffers>[^\\]]*)\\]\\n");

  private ScriptArchive() {}

  /** The archive with all buffers declared as parameters. */
  static byte[] withBuffersShown(byte[] archive) {
    return rewritten(
        archive,
        code ->
            CLASS
                .matcher(code)
                .replaceAll(
                    found ->
                        Matcher.quoteReplacement(
                            declaration(found.group(1), found.group(2) + found.group(3), ""))));
  }

  /** What the engine wrote of such an archive, with parameters and buffers as in the original. */
  static byte[] withBuffersAsIn(byte[] original, byte[] written) {
    Map<List<Object>, String> declarations = new HashMap<>();
    rewritten(
        original,
        code -> {
          Matcher found = CLASS.matcher(code);
          while (found.find()) {
            String attributes = found.group("parameters") + found.group("buffers");
            declarations.put(key(found.group("name"), attributes), found.group());
          }
          return code;
        });
    return rewritten(
        written,
        code ->
            CLASS
                .matcher(code)
                .replaceAll(
                    found ->
                        Matcher.quoteReplacement(
                            Optional.ofNullable(
                                    declarations.get(key(found.group(1), found.group(2))))
                                .orElse(found.group()))));
  }

  private static List<Object> key(String name, String attributes) {
    return List.of(name, new TreeSet<>(List.of(attributes.trim().split(",\\s*"))));
  }

  private static String declaration(String name, String parameters, String buffers) {
    return "class %s(Module):\n  __parameters__ = [%s]\n  __buffers__ = [%s]\n"
        .formatted(name, parameters, buffers);
  }

  private static byte[] rewritten(byte[] archive, UnaryOperator<String> code) {
    try {
      // PyTorch's entries end in a descriptor, which only readers of a file's directory accept
      Path file = Files.createTempFile("module", ".pt");
      try {
        Files.write(file, archive);
        return rewritten(file, code);
      } finally {
        Files.delete(file);
      }
    } catch (ZipException e) {
      throw new InputRefusedException(
          "The TorchScript module is no readable archive (%s): save it with torch.jit.save"
              .formatted(e.getMessage()),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] rewritten(Path file, UnaryOperator<String> code) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.toIntExact(Files.size(file)));
    try (ZipFile in = new ZipFile(file.toFile());
        ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (ZipEntry entry : Collections.list(in.entries())) {
        byte[] contents = in.getInputStream(entry).readAllBytes();
        boolean text = entry.getName().endsWith(".py");
        put(out, entry.getName(), text ? edited(contents, code) : contents);
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] edited(byte[] text, UnaryOperator<String> code) {
    return code.apply(new String(text, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
  }

  private static void put(ZipOutputStream out, String name, byte[] contents) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(contents);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(contents.length);
    entry.setCrc(crc.getValue());
    out.putNextEntry(entry);
    out.write(contents);
    out.closeEntry();
  }
}
