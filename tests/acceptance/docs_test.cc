// What docs/SHOWS.md tells its reader to save and run.
#include <string>

#include "tests/acceptance/stage.h"

namespace reprise::acceptance {
namespace {

// The text between "```LANGUAGE" and "```", the first such block of the document.
std::string block(const std::string& document, const std::string& language) {
  const std::string fence = "```" + language + "\n";
  const std::size_t begin = document.find(fence) + fence.size();
  return document.substr(begin, document.find("```", begin) - begin);
}

class ShowsDocument : public Stage {};

TEST_F(ShowsDocument, ItsShowAndItsPresetRun) {
  const std::string document =
      read_file(std::filesystem::path(REPRISE_SOURCE_DIR) / "docs" / "SHOWS.md");
  write_file(at("friday.show.json"), block(document, "jsonc"));
  write_file(at("rings.fs"), block(document, "glsl"));
  write_sound("song.wav", music(1));
  record("song.wav", "friday.mcap", {"--show", "./friday.show.json", "--preset-path", "."});
  replay("friday.mcap", "friday.mkv", {"-s", "160x90", "--fps", "10", "--codec", "ffv1"});
  const std::vector<std::string> frames = hashes("friday.mkv");
  ASSERT_EQ(frames.size(), 10U);
  EXPECT_NE(frames.front(), frames.back());

  replay("friday.mcap", "rings.mkv",
         {"-s", "160x90", "--fps", "10", "--codec", "ffv1", "--map", "aurora=./rings.fs"});
  EXPECT_NE(hashes("rings.mkv"), frames);
}

}  // namespace
}  // namespace reprise::acceptance
