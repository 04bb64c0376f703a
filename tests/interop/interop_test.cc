// Takes as @mcap/core and FlatBuffers' reflection read them, against what `reprise-inspect cat`
// prints. Skipped without node or the modules of package.json: `npm ci` in tests/interop installs
// them, or elsewhere with REPRISE_NODE_MODULES naming the folder node_modules.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/file.h"
#include "tests/acceptance/stage.h"
#include "tests/timeline/take_fixture.h"

namespace reprise::timeline {
namespace {

std::filesystem::path modules() {
  const char* named = std::getenv("REPRISE_NODE_MODULES");
  return named == nullptr ? std::filesystem::path(INTEROP_DIR) / "node_modules" : named;
}

// A program that is not there ends with 127.
bool node_is_new_enough() {
  const acceptance::Outcome version = acceptance::run({"node", "--version"}, {"/"});
  return version.code == 0 && version.out.starts_with("v") &&
         std::stoi(version.out.substr(1)) >= 18;
}

class Interop : public acceptance::Stage {
 protected:
  void SetUp() override {
    if (!node_is_new_enough()) {
      GTEST_SKIP() << "node 18 or newer is not installed";
    }
    if (!std::filesystem::exists(modules() / "@mcap/core")) {
      GTEST_SKIP() << "there are no npm modules in '" << modules().string() << "': run `npm ci` in "
                   << INTEROP_DIR;
    }
  }

  void put(const std::string& name, ByteSpan bytes) const {
    ASSERT_TRUE(write_file(posix_file_system(), at(name), bytes).has_value());
  }

  // What the script says of a take whose `cat` is that of another one.
  [[nodiscard]] acceptance::Outcome read(const std::string& take, const std::string& cat_of,
                                         const std::vector<std::string>& options = {}) const {
    put("cat.ndjson", as_byte_span(run({"reprise-inspect", "cat", cat_of}).out));
    acceptance::Arguments arguments{"node", std::string(INTEROP_DIR) + "/read_take.mjs", take,
                                    "cat.ndjson"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return run(arguments, {{}, {{"REPRISE_NODE_MODULES", modules().string()}}, {}});
  }
  void expect_reads(const std::string& take) const {
    const acceptance::Outcome outcome = read(take, take);
    EXPECT_EQ(outcome.code, 0) << take << outcome;
  }
};

TEST_F(Interop, ASealedTakeWithAttachments) {
  put("take.mcap", make_take(small_header(), performance(3, true), small_attachments(), {}, 3));
  const acceptance::Outcome outcome = read("take.mcap", "take.mcap");
  EXPECT_EQ(outcome.code, 0) << outcome;
  EXPECT_NE(outcome.out.find("2 attachments"), std::string::npos) << outcome;
}

TEST_F(Interop, EveryFieldFarFromItsDefault) {
  put("take.mcap", make_take(extreme_header(), extreme_records(), {}));
  const acceptance::Outcome outcome = read("take.mcap", "take.mcap");
  EXPECT_EQ(outcome.code, 0) << outcome;
}

// What the programs themselves write: recorded, cut, joined, made whole.
TEST_F(Interop, TakesOfThePrograms) {
  const auto expect_code = [&](int code, const acceptance::Arguments& arguments) {
    const acceptance::Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.code, code) << outcome;
  };
  write_sound("song.wav", acceptance::music(4));
  record("song.wav", "show.mcap", acceptance::small_take());
  expect_reads("show.mcap");
  expect_code(0, {"reprise-inspect", "trim", "show.mcap", "--start", "2", "-o", "part.mcap"});
  expect_reads("part.mcap");
  expect_code(0, {"reprise-inspect", "merge", "show.mcap", "part.mcap", "-o", "both.mcap"});
  expect_reads("both.mcap");
  const auto whole = read_file(posix_file_system(), at("show.mcap"));
  ASSERT_TRUE(whole.has_value());
  put("torn.mcap", ByteSpan(*whole).first(whole->size() / 2));
  expect_code(3, {"reprise-inspect", "recover", "torn.mcap", "-o", "good.mcap"});
  expect_reads("good.mcap");
}

TEST_F(Interop, AnUnfinishedTakeIsStreamed) {
  const Bytes whole = make_take(small_header(), performance(3, true), small_attachments(), {}, 3);
  put("take.mcap.partial", ByteSpan(whole).first(whole.size() / 2));
  const acceptance::Outcome outcome =
      read("take.mcap.partial", "take.mcap.partial", {"--unfinished"});
  EXPECT_EQ(outcome.code, 0) << outcome;
}

TEST_F(Interop, AChangedByteIsNoticed) {
  Bytes bytes = make_take(small_header(), performance(3, true), small_attachments(), {}, 3);
  put("take.mcap", bytes);
  bytes[bytes.size() / 2] ^= std::byte{1};
  put("changed.mcap", bytes);
  EXPECT_EQ(read("changed.mcap", "take.mcap").code, 1);
}

TEST_F(Interop, AnotherRecordIsNoticed) {
  std::vector<Record> records = performance(3, true);
  put("take.mcap", make_take(small_header(), records, {}, {}, 3));
  std::get<FrameRecord>(*std::ranges::find_if(records, [](const Record& record) {
    return std::holds_alternative<FrameRecord>(record);
  })).features.assign({1, 2, 3});
  put("other.mcap", make_take(small_header(), records, {}, {}, 3));
  const acceptance::Outcome outcome = read("take.mcap", "other.mcap");
  EXPECT_EQ(outcome.code, 1);
  EXPECT_NE(outcome.err.find("features"), std::string::npos) << outcome;
}

}  // namespace
}  // namespace reprise::timeline
