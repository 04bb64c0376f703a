// Runs a fuzz target over its committed corpus as an ordinary test: CORPUS_DIR, every file whole
// and cut in the middle.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace reprise {
namespace {

TEST(Fuzz, TheCorpusDoesNoHarm) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(CORPUS_DIR)) {
    if (entry.is_regular_file()) {
      paths.push_back(entry.path());
    }
  }
  std::ranges::sort(paths);
  ASSERT_FALSE(paths.empty());
  for (const auto& path : paths) {
    SCOPED_TRACE(path.filename().string());
    const auto content = read_file(posix_file_system(), path);
    ASSERT_TRUE(content.has_value()) << content.error().message;
    const auto* data = reinterpret_cast<const std::uint8_t*>(content->data());
    EXPECT_EQ(LLVMFuzzerTestOneInput(data, content->size()), 0);
    EXPECT_EQ(LLVMFuzzerTestOneInput(data, content->size() / 2), 0);
  }
}

}  // namespace
}  // namespace reprise
