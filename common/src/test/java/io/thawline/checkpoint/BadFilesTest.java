package io.thawline.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thawline.errors.InputRefusedException;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BadFilesTest {
  static Stream<Path> badFiles() {
    return Fixtures.files("bad").stream().filter(f -> !f.endsWith("good_handmade.pth"));
  }

  @AfterAll
  static void nothingWasExecuted() {
    assertThat(Files.exists(Path.of("FIXTURE_PWNED"))).isFalse();
  }

  @ParameterizedTest
  @MethodSource("badFiles")
  @Timeout(10)
  void badFileIsRefusedInOneLineThatNamesIt(Path file) {
    assertThatThrownBy(() -> Fixtures.read(file))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageStartingWith("Cannot read " + file)
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @CsvSource({
    "evil_os_system_zip.pth, posix.system (byte",
    "evil_os_system_legacy.pth, posix.system (byte",
    "evil_getattr_chain.pth, builtins.getattr",
    "evil_stack_global.pth, bare Python pickle",
    "empty.pth, empty",
    "html.pth, web page",
    "lfs_pointer.pth, git lfs pull",
    "truncated_zip.pth, cut off",
    "truncated_legacy.pth, the file ends before its storage",
    "bomb_deflated_pkl.pth, 67108866 bytes",
    "no_data_pkl.pth, no data.pkl",
    "storage_claims_more.pth, 'w takes'",
    "view_out_of_bounds.pth, w reaches outside the 4 elements",
    "negative_size.pth, w has an impossible shape",
    "overflow_size.pth, w has an impossible shape",
    "missing_storage.pth, storage 0 is missing",
    "traversal_key.pth, no plain name",
    "deep_nesting.pth, nested too deeply",
    "billion_laughs.pth, a list",
    "st_header_huge.safetensors, header should take",
    "st_dup_key.safetensors, no valid JSON",
    "st_hole.safetensors, its tensors take 8 bytes",
    "st_overlap.safetensors, was to come",
    "st_dtype_unknown.safetensors, which is not read",
  })
  void refusalSaysWhatIsWrong(String file, String why) {
    assertThatThrownBy(() -> Fixtures.read(Fixtures.path("bad/" + file))).hasMessageContaining(why);
  }

  @Test
  void wellFormedHandmadeFileLoads() {
    assertThat(Fixtures.read(Fixtures.path("bad/good_handmade.pth")).tensors().require("w"))
        .isEqualTo(HostTensor.ofFloats(Shape.of(4), 0, 0, 0, 0));
  }
}
