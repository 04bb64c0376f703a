// Replays the fuzz corpus, whole and damaged, without a fuzzer.
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace reprise {
namespace {

void feed(const std::string& text) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

std::vector<std::string> corpus() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(ISF_CORPUS)) {
    paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> texts;
  for (const auto& path : paths) {
    auto text = read_text_file(posix_file_system(), path);
    EXPECT_TRUE(text) << path;
    texts.push_back(text.value_or(std::string()));
  }
  return texts;
}

TEST(Corpus, IsNotEmpty) {
  EXPECT_GE(corpus().size(), 5U);
}

TEST(Corpus, Whole) {
  for (const std::string& text : corpus()) {
    feed(text);
  }
}

TEST(Corpus, CutAtEveryByte) {
  for (const std::string& text : corpus()) {
    for (std::size_t length = 0; length < text.size(); ++length) {
      feed(text.substr(0, length));
    }
  }
}

TEST(Corpus, WithOneByteChanged) {
  constexpr std::string_view kHostile("\0{}[]\":,*/\\#9$\xFF", 15);
  for (const std::string& text : corpus()) {
    for (std::size_t at = 0; at < text.size(); at += 3) {
      std::string changed = text;
      changed[at] = kHostile[at / 3 % kHostile.size()];
      feed(changed);
    }
  }
}

}  // namespace
}  // namespace reprise
