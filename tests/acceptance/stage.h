// Where the acceptance tests play: a folder of its own with presets of a few lines and a show, and
// short words for what users do there. Pictures are small and sounds short; GL is portable.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "core/base/json.h"
#include "tests/acceptance/programs.h"
#include "tests/acceptance/sounds.h"

namespace reprise::acceptance {

class Stage : public testing::Test {
 public:
  // Presets in presets/: "flash" (grey level = peak), "sweep" (every frame differs, bass moves it),
  // "dice" (colour from the seed), "trail" (feedback). Show: show.json, "sweep" and "dice" by
  // turns.
  Stage();

  [[nodiscard]] const Folder& folder() const { return folder_; }
  [[nodiscard]] std::filesystem::path at(std::string_view name) const {
    return folder_.path() / name;
  }
  [[nodiscard]] bool exists(std::string_view name) const {
    return std::filesystem::exists(at(name));
  }

  // In the folder.
  [[nodiscard]] Outcome run(const Arguments& arguments) const;
  [[nodiscard]] Outcome run(const Arguments& arguments, Launch launch) const;
  // The same through `sh -c`.
  [[nodiscard]] Outcome shell(const std::string& command) const;

  // These fail the test unless the program returns 0. `more` are further arguments.
  void write_sound(std::string_view wav, const Sound& sound) const;
  void record(std::string_view song, std::string_view take, const Arguments& more) const;
  Outcome replay(std::string_view take, std::string_view output, const Arguments& more = {}) const;
  // ffmpeg -y -v error, with the options by their own names.
  void ffmpeg(const Arguments& arguments) const;

  // The JSON object that a program printed, or of a file; fails the test when there is none.
  [[nodiscard]] static Json json_of(const Outcome& outcome);
  [[nodiscard]] Json json_file(std::string_view name) const;

  // XXH3 of every decoded RGBA frame, by `reprise-inspect hash`, without the frame numbers.
  [[nodiscard]] std::vector<std::string> hashes(std::string_view video) const;
  // SHA-256 of a file, by sha256sum: what a user compares with.
  [[nodiscard]] std::string checksum(std::string_view file) const;
  // One value of `ffprobe -show_entries`, e.g. probe("x.mkv", "v:0", "stream=width").
  [[nodiscard]] std::string probe(std::string_view file, std::string_view stream,
                                  std::string_view entry) const;

 private:
  Folder folder_;
};

// Small and quick, for most tests: 64x36 at 30 fps, "sweep".
Arguments small_take();

std::vector<std::string> lines_of(std::string_view text);

}  // namespace reprise::acceptance
