// The floors of docs/ARCHITECTURE.md, "The house": a file includes its own folder or a lower floor,
// peers never include each other, and each third-party library is seen by one folder.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/house/source_tree.h"

namespace reprise::house {
namespace {

using Folders = std::vector<std::string>;

const Folders kPeers = {"core/base",     "core/model",  "core/isf",    "core/mcap", "core/timeline",
                        "core/analysis", "core/engine", "core/render", "core/media"};

// What programs may need that start in no time.
const Folders kLight = {"core/base", "core/model", "core/mcap", "core/timeline"};

Folders plus(Folders folders, const Folders& more) {
  folders.insert(folders.end(), more.begin(), more.end());
  return folders;
}

// Folder → the folders that it may include besides itself.
const std::map<std::string, Folders> kFloors = {
    {"schema", {}},
    {"core/base", {}},
    {"core/model", {"core/base"}},
    {"core/isf", {"core/base", "core/model"}},
    {"core/mcap", {"core/base"}},
    {"core/timeline", {"core/base", "core/mcap", "core/model", "schema"}},
    {"core/analysis", {"core/base", "core/model"}},
    {"core/engine", {"core/base", "core/model", "core/isf"}},
    {"core/render", {"core/base", "core/model", "core/isf"}},
    {"core/media", {"core/base", "core/model"}},
    {"core/session/diff", {"core/base"}},
    {"core/session/library", kPeers},
    {"core/session/record", plus(kPeers, {"core/session/library"})},
    {"core/session/recover", plus(kPeers, {"core/session/library"})},
    {"core/session/export", plus(kPeers, {"core/session/library"})},
    {"core/session/verify", plus(kPeers, {"core/session/library"})},
    {"tools/window", {"core/base", "core/model"}},
    {"tools/sound", {"core/base", "core/model"}},
    {"tools/common", plus(kLight, {"core/engine", "core/media"})},
    {"tools/media", {"core", "tools/common"}},
    {"tools/inspect", plus(kLight, {"core/session/diff", "tools/common"})},
    {"tools/inspect/media", {"core", "tools/common", "tools/media", "tools/inspect"}},
    {"tools", {"core", "tools/common", "tools/media", "tools/window", "tools/sound"}},
    {"tests", {"core", "tools", "tests", "schema"}},
    {"tests/beat", {"core", "tests", "bench/beat"}},
    {"bench", {"core", "tools", "tests", "bench"}},
};

// Third-party headers, by how their path begins → the folders that may see them.
const std::vector<std::pair<std::string, Folders>> kLibraries = {
    {"tl/", {"core/base"}},
    {"nlohmann/", {"core/base"}},
    {"zstd.h", {"core/base"}},
    {"lz4", {"core/base"}},
    {"xxh", {"core/base"}},
    {"libdeflate.h", {"core/base"}},
    {"openssl/", {"core/base"}},
    {"flatbuffers/", {"core/timeline", "schema"}},
    {"fftw3.h", {"core/analysis"}},
    {"EGL/", {"core/render"}},
    {"GL/", {"core/render"}},
    {"glad/", {"core/render"}},
    {"libavcodec/", {"core/media"}},
    {"libavformat/", {"core/media"}},
    {"libavutil/", {"core/media"}},
    {"libswresample/", {"core/media"}},
    {"libswscale/", {"core/media"}},
    {"SDL_opengl", {}},
    {"SDL", {"tools/window", "tools/sound"}},
    {"X11/", {"tools/window"}},
    {"pulse/", {"tools/sound"}},
    {"CLI/", {"tools/common"}},
    {"gtest/", {"tests"}},
    {"gmock/", {"tests"}},
    {"benchmark/", {"bench"}},
};

// The operating system and the compiler: not for the floors that only compute.
const Folders kSystemFolders = {"core/base", "core/render", "core/media", "core/session",
                                "tools",     "tests",       "bench"};
// … except this one, which analysis needs to pin the rounding mode.
const std::set<std::string> kSystemAnywhere = {"xmmintrin.h", "immintrin.h"};

bool is_within(const std::string& folder, const std::string& ancestor) {
  return folder == ancestor || folder.starts_with(ancestor + "/");
}

bool is_within_any(const std::string& folder, const Folders& ancestors) {
  return std::any_of(ancestors.begin(), ancestors.end(),
                     [&](const std::string& ancestor) { return is_within(folder, ancestor); });
}

// The floor that a folder stands on: the longest entry of the table that contains it.
const std::string* floor_of(const std::string& folder) {
  const std::string* best = nullptr;
  for (const auto& [floor, unused] : kFloors) {
    if (is_within(folder, floor) && (best == nullptr || floor.size() > best->size())) {
      best = &floor;
    }
  }
  return best;
}

const std::pair<std::string, Folders>* library_of(const std::string& path) {
  const auto found = std::find_if(kLibraries.begin(), kLibraries.end(), [&](const auto& library) {
    return path.starts_with(library.first);
  });
  return found == kLibraries.end() ? nullptr : &*found;
}

bool is_standard(const std::string& path) {
  return path.find_first_of("./") == std::string::npos;
}

// flatc's and glad's output has no folder in the sources.
bool is_generated(const std::string& path) {
  return path.ends_with("_generated.h");
}

// What is wrong with one #include, or "".
std::string judge_own(const std::string& folder, const std::string& path) {
  if (is_generated(path)) {
    return is_within_any(folder, {"core/timeline", "tests"})
               ? ""
               : "FlatBuffers' generated headers belong to core/timeline";
  }
  const std::string target = SourceFile{path, ""}.folder();
  const std::string* from = floor_of(folder);
  const std::string* to = floor_of(target);
  if (from == nullptr || to == nullptr) {
    return "includes are written from the root, and stand on a floor of the house";
  }
  // A tool is a floor of its own below the common entry `tools`.
  const bool same_tool = *from != "tools" || *to != "tools" || folder == target;
  if ((*from == *to && same_tool) || is_within_any(target, kFloors.at(*from))) {
    return "";
  }
  return *from + " may not see " + target;
}

std::string judge_foreign(const std::string& folder, const std::string& path) {
  if (is_standard(path)) {
    return "";
  }
  if (const auto* library = library_of(path)) {
    // A test or benchmark may use the library that it checks against.
    const bool allowed =
        is_within_any(folder, library->second) || is_within_any(folder, {"tests", "bench"});
    return allowed ? "" : "this library is not for " + folder;
  }
  if (is_within_any(folder, kSystemFolders) || kSystemAnywhere.contains(path)) {
    return "";
  }
  return "not a standard header, and " + folder + " only computes";
}

std::vector<std::string> layering_violations(const std::vector<SourceFile>& files) {
  std::vector<std::string> violations;
  for (const SourceFile& file : files) {
    for (const Include& include : file.includes()) {
      const std::string verdict = include.quoted ? judge_own(file.folder(), include.path)
                                                 : judge_foreign(file.folder(), include.path);
      if (!verdict.empty()) {
        violations.push_back(file.path + ":" + std::to_string(include.line) + ": " + include.path +
                             ": " + verdict);
      }
    }
  }
  return violations;
}

// Headers that bring a third-party library with them, directly or through their own folder.
std::set<std::string> headers_with_libraries(const std::vector<SourceFile>& files) {
  // The two doors that are meant: Result's expected, and Json.
  const std::set<std::string> doors = {"core/base/error.h", "core/base/json.h"};
  std::set<std::string> tainted;
  for (std::size_t before = 1; before != tainted.size();) {
    before = tainted.size();
    for (const SourceFile& file : files) {
      const auto includes = file.includes();
      const bool carries =
          std::any_of(includes.begin(), includes.end(), [&](const Include& include) {
            return include.quoted
                       ? tainted.contains(include.path) || is_generated(include.path)
                       : !is_standard(include.path) && library_of(include.path) != nullptr;
          });
      if (carries && file.is_header() && !doors.contains(file.path)) {
        tainted.insert(file.path);
      }
    }
    if (before == 0) {
      break;
    }
  }
  return tainted;
}

std::vector<std::string> leak_violations(const std::vector<SourceFile>& files) {
  const std::set<std::string> tainted = headers_with_libraries(files);
  std::vector<std::string> violations;
  for (const SourceFile& file : files) {
    if (is_within_any(file.folder(), {"tests", "bench"})) {
      continue;
    }
    for (const Include& include : file.includes()) {
      if (tainted.contains(include.path) &&
          SourceFile{include.path, ""}.folder() != file.folder()) {
        violations.push_back(file.path + ":" + std::to_string(include.line) + ": " + include.path +
                             " brings a third-party library out of its folder");
      }
    }
  }
  return violations;
}

TEST(Layering, EveryIncludeStaysOnItsFloors) {
  const auto violations = layering_violations(read_cpp_sources());
  EXPECT_TRUE(violations.empty()) << listing(violations);
}

TEST(Layering, NoPublicHeaderBringsALibraryAlong) {
  const auto violations = leak_violations(read_cpp_sources());
  EXPECT_TRUE(violations.empty()) << listing(violations);
}

std::size_t violations_of(const std::string& path, const std::string& include) {
  return layering_violations({{path, "#include " + include + "\n"}}).size();
}

TEST(Layering, TheTableTellsGoodFromBad) {
  EXPECT_EQ(violations_of("core/engine/a.cc", "\"core/isf/preset.h\""), 0U);
  EXPECT_EQ(violations_of("core/engine/a.cc", "\"core/render/renderer.h\""), 1U) << "a peer";
  EXPECT_EQ(violations_of("core/base/a.cc", "\"core/model/cue.h\""), 1U) << "a higher floor";
  EXPECT_EQ(violations_of("core/session/export/a.cc", "\"core/session/library/a.h\""), 0U);
  EXPECT_EQ(violations_of("core/session/export/a.cc", "\"core/session/verify/a.h\""), 1U);
  EXPECT_EQ(violations_of("core/session/library/a.cc", "\"core/session/record/a.h\""), 1U);
  EXPECT_EQ(violations_of("tools/record/a.cc", "\"tools/common/a.h\""), 0U);
  EXPECT_EQ(violations_of("tools/record/a.cc", "\"tools/record/b.h\""), 0U);
  EXPECT_EQ(violations_of("tools/record/a.cc", "\"tools/replay/a.h\""), 1U);
  EXPECT_EQ(violations_of("tools/common/a.cc", "\"tools/window/a.h\""), 1U);
  EXPECT_EQ(violations_of("tools/inspect/a.cc", "\"tools/inspect/media/a.h\""), 1U) << "heavy";
  EXPECT_EQ(violations_of("tools/inspect/a.cc", "\"core/session/library/a.h\""), 1U) << "heavy";
  EXPECT_EQ(violations_of("tools/inspect/media/a.cc", "\"tools/inspect/a.h\""), 0U);
  EXPECT_EQ(violations_of("core/render/a.cc", "\"tests/support/a.h\""), 1U);
  EXPECT_EQ(violations_of("tests/beat/a.cc", "\"bench/beat/a.h\""), 0U);
  EXPECT_EQ(violations_of("tests/engine/a.cc", "\"bench/beat/a.h\""), 1U);
  EXPECT_EQ(violations_of("core/cellar/a.cc", "\"core/base/a.h\""), 1U) << "no such floor";
  EXPECT_EQ(violations_of("core/base/a.cc", "\"file.h\""), 1U) << "not written from the root";
  EXPECT_EQ(violations_of("core/timeline/a.cc", "\"schema/take_generated.h\""), 0U);
  EXPECT_EQ(violations_of("core/engine/a.cc", "\"take_generated.h\""), 1U);
}

TEST(Layering, LibrariesStayInTheirFolder) {
  EXPECT_EQ(violations_of("core/base/a.cc", "<zstd.h>"), 0U);
  EXPECT_EQ(violations_of("core/timeline/a.cc", "<zstd.h>"), 1U);
  EXPECT_EQ(violations_of("core/media/a.cc", "<libavcodec/avcodec.h>"), 0U);
  EXPECT_EQ(violations_of("core/session/export/a.cc", "<libavcodec/avcodec.h>"), 1U);
  EXPECT_EQ(violations_of("tools/window/a.cc", "<SDL.h>"), 0U);
  EXPECT_EQ(violations_of("tools/sound/a.cc", "<SDL.h>"), 0U);
  EXPECT_EQ(violations_of("tools/window/a.cc", "<SDL_opengl.h>"), 1U) << "GL by another door";
  EXPECT_EQ(violations_of("tools/replay/a.cc", "<SDL.h>"), 1U);
  EXPECT_EQ(violations_of("tools/window/a.cc", "<pulse/pulseaudio.h>"), 1U);
  EXPECT_EQ(violations_of("tools/record/a.cc", "<CLI/CLI.hpp>"), 1U);
  EXPECT_EQ(violations_of("core/engine/a.cc", "<vector>"), 0U);
  EXPECT_EQ(violations_of("core/engine/a.cc", "<unistd.h>"), 1U);
  EXPECT_EQ(violations_of("core/analysis/a.cc", "<xmmintrin.h>"), 0U);
}

TEST(Layering, ALibraryLeaksThroughAHeaderOfItsFolder) {
  const SourceFile inner{"core/media/av.h", "#include <libavutil/frame.h>\n"};
  const SourceFile outer{"core/media/public.h", "#include \"core/media/av.h\"\n"};
  const SourceFile inside{"core/media/a.cc", "#include \"core/media/av.h\"\n"};
  const SourceFile outside{"core/session/export/a.cc", "#include \"core/media/public.h\"\n"};
  EXPECT_EQ(leak_violations({inner, outer, inside}).size(), 0U);
  EXPECT_EQ(leak_violations({inner, outer, inside, outside}).size(), 1U);
}

}  // namespace
}  // namespace reprise::house
