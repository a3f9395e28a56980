package io.thawline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a {@link DemoRun} handed over, used as a user uses it, on its ten validation characters.
 *
 * @param home a directory for the configuration and for what is printed
 * @param model the directory of the run, as a user writes it
 * @param options of spark-submit
 */
record DemoUse(Path home, String model, String master, List<String> options) {
  /** A command that leaves there what it makes of the network. */
  Program launched(String command, String directory) throws IOException {
    String config =
        """
        run: {name: used, dir: '%1$s'}
        model: {dir: '%2$s'}
        data:
          kind: fonts
          source_font: %3$s/NotoSansSC-Regular.subset.otf
          target_font: %3$s/ARPLUMing-CN.subset.ttf
          characters: %3$s/chars.txt
          select: {last: 10}
        """
            .formatted(directory, model, SparkHome.ROOT.resolve("conf/demo"));
    List<String> words = new ArrayList<>(List.of(command));
    words.add("--config=" + Files.writeString(home.resolve(command + ".yaml"), config));
    words.addAll(List.of("--master=" + master, "--"));
    words.addAll(options);
    Program launcher = Program.launcher(home, command, words);
    SparkHome.choose(launcher.environment());
    return launcher;
  }
}
