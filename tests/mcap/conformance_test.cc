// The public MCAP conformance suite, whole: every file read as a stream and by its index, every
// case written, compared with what the suite expects. MCAP_CONFORMANCE_DIR names the folder.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <functional>

#include <gtest/gtest.h>

#include "core/mcap/audit.h"
#include "tools/inspect/mcap_conformance.h"

namespace reprise::mcap {
namespace {

namespace fs = std::filesystem;

// Keys in order, so that equal values are equal.
using Value = nlohmann::json;

struct Case {
  fs::path mcap;
  std::string text;  // of the description
  Value description;

  [[nodiscard]] bool has(const char* feature) const {
    const Value& features = description["meta"]["variant"]["features"];
    return std::ranges::find(features, feature) != features.end();
  }
  [[nodiscard]] bool has_message() const {
    return std::ranges::any_of(description["records"],
                               [](const Value& record) { return record["type"] == "Message"; });
  }
};

std::vector<Case> read_cases() {
  std::vector<Case> cases;
  const char* folder = std::getenv("MCAP_CONFORMANCE_DIR");
  if (folder == nullptr) {
    return cases;
  }
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".mcap") {
      fs::path json = entry.path();
      json.replace_extension(".json");
      std::string text = *read_text_file(posix_file_system(), json);
      Value description = Value::parse(text);
      cases.push_back({entry.path(), std::move(text), std::move(description)});
    }
  }
  std::ranges::sort(cases, {}, &Case::mcap);
  return cases;
}

Value field(const Value& record, const std::string& name) {
  const auto found =
      std::ranges::find_if(record["fields"], [&](const Value& pair) { return pair[0] == name; });
  return found == record["fields"].end() ? Value() : (*found)[1];
}

std::uint64_t number(const Value& record, const std::string& name) {
  return std::stoull(field(record, name).get<std::string>());
}

// What the suite expects of a reader by index, derived from the list of records.
Value indexed(const Value& description) {
  Value out = {{"schemas", Value::array()},
               {"channels", Value::array()},
               {"messages", Value::array()},
               {"statistics", Value::array()}};
  const auto add = [&](const char* list, const Value& record, bool once) {
    if (!once || std::ranges::none_of(out[list], [&](const Value& known) {
          return field(known, "id") == field(record, "id");
        })) {
      out[list].push_back(record);
    }
  };
  for (const Value& record : description["records"]) {
    const auto type = record["type"].get<std::string>();
    if (type == "Schema" || type == "Channel") {
      add(type == "Schema" ? "schemas" : "channels", record, true);
    } else if (type == "Message" || type == "Statistics") {
      add(type == "Message" ? "messages" : "statistics", record, false);
    }
  }
  std::stable_sort(
      out["messages"].begin(), out["messages"].end(),
      [](const Value& a, const Value& b) { return number(a, "log_time") < number(b, "log_time"); });
  return out;
}

class Conformance : public testing::Test {
 protected:
  void SetUp() override {
    cases_ = read_cases();
    if (cases_.empty()) {
      GTEST_SKIP() << "MCAP_CONFORMANCE_DIR is not set";
    }
  }

  // Runs `check` on every case that `wanted` selects; returns how many these were.
  int check(const std::function<bool(const Case&)>& wanted,
            const std::function<void(const Case&)>& check) {
    int count = 0;
    for (const Case& one : cases_) {
      if (wanted(one)) {
        SCOPED_TRACE(one.mcap.filename().string());
        check(one);
        ++count;
      }
    }
    return count;
  }

 private:
  std::vector<Case> cases_;
};

TEST_F(Conformance, EveryFileIsReadAsAStream) {
  const int count = check([](const Case&) { return true; },
                          [](const Case& one) {
                            const auto read =
                                tools::conformance_stream(*posix_file_system().open(one.mcap));
                            ASSERT_TRUE(read.has_value()) << read.error().message;
                            EXPECT_EQ(Value(*read)["records"], one.description["records"]);
                          });
  EXPECT_EQ(count, 416);
}

TEST_F(Conformance, EveryIndexedFileIsReadInTimeOrder) {
  const int count = check(
      [](const Case& one) {
        return one.has_message() && one.has("ch") && one.has("chx") && one.has("mx") &&
               one.has("rch") && one.has("rsh");
      },
      [](const Case& one) {
        const auto read = tools::conformance_index(*posix_file_system().open(one.mcap));
        ASSERT_TRUE(read.has_value()) << read.error().message;
        EXPECT_EQ(Value(*read), indexed(one.description));
      });
  EXPECT_EQ(count, 16);
}

// Beyond the suite: any file can be read in time order, whatever of its index is missing.
TEST_F(Conformance, EveryFileIsReadInTimeOrder) {
  check([](const Case&) { return true; },
        [](const Case& one) {
          const auto read = tools::conformance_index(*posix_file_system().open(one.mcap));
          ASSERT_TRUE(read.has_value()) << read.error().message;
          const Value expected = indexed(one.description);
          const Value found(*read);
          EXPECT_EQ(found["messages"], expected["messages"]);
          EXPECT_EQ(found["channels"], expected["channels"]);
          EXPECT_EQ(found["schemas"], expected["schemas"]);
        });
}

TEST_F(Conformance, EveryCaseIsWrittenByteForByte) {
  const int count = check([](const Case& one) { return !one.has("pad"); },
                          [](const Case& one) {
                            const auto written = tools::conformance_write(one.text);
                            ASSERT_TRUE(written.has_value()) << written.error().message;
                            EXPECT_EQ(*written, *read_file(posix_file_system(), one.mcap));
                          });
  EXPECT_EQ(count, 208);
}

TEST_F(Conformance, NothingIsWrongWithAnyFile) {
  check([](const Case&) { return true; },
        [](const Case& one) {
          const auto report = audit(File(*posix_file_system().open(one.mcap)));
          ASSERT_TRUE(report.has_value());
          for (const AuditFinding& finding : report->findings) {
            ADD_FAILURE() << finding.offset << ": " << finding.code << ": " << finding.what;
          }
        });
}

}  // namespace
}  // namespace reprise::mcap
