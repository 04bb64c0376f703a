// schema/take-jsonl.schema.json and the lines that are written must say the same.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/timeline/topics.h"
#include "tests/session/json_schema.h"
#include "tests/timeline/jsonl_fixture.h"
#include "tests/timeline/take_fixture.h"

namespace reprise::timeline {
namespace {

using session::schema_findings;
using testing::IsEmpty;
using testing::Not;

Json parsed(std::string_view text) {
  auto json = parse_json(text);
  EXPECT_TRUE(json.has_value()) << text;
  return json ? *json : Json();
}

class JsonlSchema : public testing::Test {
 protected:
  JsonlSchema()
      : schema_(parsed(*read_text_file(posix_file_system(), REPRISE_JSONL_SCHEMA))),
        rich_(lines_of(converted(rich_take(), "a.jsonl"))) {}

  // Every topic, every kind of line, extreme values and a message that only raw bytes can say.
  static Bytes rich_take() {
    std::vector<Record> records = extreme_records();
    Cue broken = cue_at(1);
    broken.text = "\xFF";
    records.emplace_back(broken);
    return make_take(extreme_header(), records, small_attachments());
  }
  // With `from` in the first line that holds it replaced.
  [[nodiscard]] std::vector<std::string> findings(const std::string& from,
                                                  const std::string& to) const {
    for (std::string line : rich_) {
      if (const std::size_t at = line.find(from); at != std::string::npos) {
        line.replace(at, from.size(), to);
        return schema_findings(schema_, parsed(line));
      }
    }
    ADD_FAILURE() << from;
    return {};
  }

  const Json schema_;
  const std::vector<std::string> rich_;
};

TEST_F(JsonlSchema, DescribesEveryLine) {
  ASSERT_GT(rich_.size(), 30U);
  for (const std::string& line : rich_) {
    EXPECT_THAT(schema_findings(schema_, parsed(line)), IsEmpty()) << line;
  }
  for (const TopicInfo& topic : topic_table()) {
    EXPECT_TRUE(std::ranges::any_of(rich_, [&](const std::string& line) {
      return line.starts_with("{\"topic\":\"" + std::string(topic.name));
    })) << topic.name;
  }
}

TEST_F(JsonlSchema, DescribesMessagesThatAreOnlyBytes) {
  EXPECT_THAT(schema_findings(schema_, parsed(R"({"topic":"/cue","sequence":0,"log_time":"1",)"
                                              R"("publish_time":"1","raw":"AA=="})")),
              IsEmpty());
}

TEST_F(JsonlSchema, RefusesWhatNobodyWrites) {
  EXPECT_THAT(findings("\"number\":\"-", "\"number\":\"x"), Not(IsEmpty()));
  EXPECT_THAT(findings("\"type\":\"gap\"", "\"type\":\"hole\""), Not(IsEmpty()));
  EXPECT_THAT(findings("\"xruns\":", "\"Xruns\":"), Not(IsEmpty()));
  EXPECT_THAT(findings("\"chunk\":", "\"chunks\":"), Not(IsEmpty()));
  EXPECT_THAT(findings("\"digest\":\"", "\"digest\":\"g"), Not(IsEmpty()));
  EXPECT_THAT(findings("\"width\":", "\"width\":-"), Not(IsEmpty()));
  EXPECT_THAT(findings("reprise jsonl 1", "reprise jsonl 2"), Not(IsEmpty()));
}

}  // namespace
}  // namespace reprise::timeline
