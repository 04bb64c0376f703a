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
#include "tests/acceptance/programs.h"
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

class Interop : public testing::Test {
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
    const auto file = posix_file_system().create(folder_.path() / name);
    ASSERT_TRUE(file.has_value() && (*file)->append(bytes).has_value() &&
                (*file)->close().has_value());
  }

  // What the script says of a take whose `cat` is that of another one.
  [[nodiscard]] acceptance::Outcome read(const std::string& take, const std::string& cat_of,
                                         const std::vector<std::string>& options = {}) const {
    const acceptance::Launch launch{
        folder_.path(), {{"REPRISE_NODE_MODULES", modules().string()}}, {}};
    const acceptance::Outcome cat = acceptance::run({"reprise-inspect", "cat", cat_of}, launch);
    put("cat.ndjson", as_byte_span(cat.out));
    acceptance::Arguments arguments{"node", std::string(INTEROP_DIR) + "/read_take.mjs", take,
                                    "cat.ndjson"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return acceptance::run(arguments, launch);
  }

 private:
  acceptance::Folder folder_;
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
