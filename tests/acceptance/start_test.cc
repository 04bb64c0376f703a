// How reprise-inspect starts: without the libraries that decode and draw, which it leaves to a
// program of its own.
#include <gmock/gmock.h>

#include "tests/acceptance/stage.h"

namespace reprise::acceptance {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

const fs::path kInspect = fs::path(REPRISE_BIN_DIR) / "reprise-inspect";
const fs::path kSupport = fs::path(REPRISE_BIN_DIR).parent_path() / "libexec" / "reprise";

class Start : public Stage {
 protected:
  // Every library that is loaded, with those that they need.
  [[nodiscard]] std::string libraries(const fs::path& program) const {
    const Outcome outcome = run({"ldd", program.string()});
    EXPECT_EQ(outcome.code, 0) << outcome;
    return outcome.out;
  }
};

TEST_F(Start, ReadingAContainerLoadsNothingThatDecodesOrDraws) {
  for (const fs::path& program : {kInspect, fs::path(REPRISE_BIN_DIR) / "reprise"}) {
    const std::string loaded = libraries(program);
    EXPECT_THAT(loaded, HasSubstr("libzstd.so"));
    for (const std::string library :
         {"libav", "libsw", "libx26", "libEGL", "libGL", "libLLVM", "libfftw", "libSDL"}) {
      EXPECT_THAT(loaded, Not(HasSubstr(library))) << program;
    }
  }
  EXPECT_THAT(libraries(kSupport / "reprise-inspect-media"), HasSubstr("libavcodec.so"));
}

TEST_F(Start, EveryCommandSaysItsHelp) {
  const std::string help = run({"reprise-inspect", "--help"}).out;
  std::size_t commands = 0;
  for (const std::string& line : lines_of(help.substr(help.find("\n\n  ") + 2))) {
    if (line.starts_with("  ")) {
      const std::string command = line.substr(2, line.find(' ', 2) - 2);
      const Outcome outcome = run({"reprise-inspect", command, "--help"});
      EXPECT_EQ(outcome.code, 0) << outcome;
      EXPECT_THAT(outcome.out, HasSubstr("reprise-inspect " + command)) << outcome;
      ++commands;
    }
  }
  EXPECT_GE(commands, 13U);
}

TEST_F(Start, TheOtherProgramIsFoundThroughALink) {
  fs::create_symlink(kInspect, at("look"));
  const Outcome outcome = run({"./look", "hash", "nothing.mp4"});
  EXPECT_EQ(outcome.code, 1) << outcome;
  EXPECT_THAT(outcome.err, HasSubstr("'nothing.mp4'"));
}

TEST_F(Start, WithoutTheOtherProgramTheContainerCanStillBeRead) {
  write_sound("song.wav", music(1));
  record("song.wav", "show.mcap", small_take());
  fs::create_directory(at("bin"));
  fs::copy_file(kInspect, at("bin/reprise-inspect"));
  const Outcome info = run({"bin/reprise-inspect", "info", "--check", "show.mcap"});
  EXPECT_EQ(info.code, 0) << info;
  const Outcome hash = run({"bin/reprise-inspect", "hash", "show.mp4"});
  EXPECT_EQ(hash.code, 1) << hash;
  const fs::path missing = fs::canonical(at("bin")).parent_path() / "libexec" / "reprise";
  EXPECT_EQ(hash.err, "error: cannot start '" + (missing / "reprise-inspect-media").string() +
                          "': No such file or directory (try: install Reprise again, all of it: "
                          "'hash' needs that program)\n");
  EXPECT_EQ(run({"bin/reprise-inspect", "verify", "show.mcap", "show.mp4"}).code, 2);
}

}  // namespace
}  // namespace reprise::acceptance
