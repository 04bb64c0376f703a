// docs/FORMAT.md tells the truth: its listings are the writer's bytes, its tables the code's.
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/text.h"
#include "core/mcap/reader.h"
#include "core/timeline/topics.h"
#include "tests/timeline/jsonl_fixture.h"
#include "tests/timeline/take_fixture.h"

namespace reprise::timeline {
namespace {

std::string document() {
  const auto text = read_text_file(posix_file_system(), FORMAT_DOCUMENT);
  EXPECT_TRUE(text.has_value());
  return text.value_or("");
}

// The bytes left of the bars in the listing that opens with ```hex NAME.
std::string listing(const std::string& name) {
  std::istringstream lines(document());
  std::string line;
  std::string hex;
  bool inside = false;
  while (std::getline(lines, line)) {
    if (inside && line == "```") {
      break;
    }
    if (inside) {
      hex += line.substr(0, line.find('|'));
    }
    inside = inside || line == "```hex " + name;
  }
  std::erase(hex, ' ');
  return to_lower_ascii(hex);
}

Bytes example() {
  Cue cue = cue_at(24'000);
  cue.text = "go";
  return make_take(small_header(), {cue}, {});
}

TEST(FormatDocument, TheStartOfTheFileIsAsListed) {
  const std::string listed = listing("start");
  ASSERT_FALSE(listed.empty());
  EXPECT_EQ(to_hex_bytes(ByteSpan(example()).first(listed.size() / 2)), listed);
}

TEST(FormatDocument, TheCueIsAsListed) {
  MemoryFileSystem fs;
  fs.put("a", example());
  const mcap::File file(*fs.open("a"));
  const mcap::ChunkIndex chunk = mcap::read_summary(file)->chunks.at(1);
  const Bytes content = *file.content(mcap::Opcode::kChunk, chunk.offset, chunk.length);
  EXPECT_EQ(to_hex_bytes(*mcap::unpack_chunk(*mcap::parse_chunk(content))), listing("cue"));
}

// The lines of the listing that opens with ```json example.
std::vector<std::string> json_listing() {
  std::istringstream stream(document());
  std::vector<std::string> lines;
  bool inside = false;
  for (std::string line; std::getline(stream, line) && !(inside && line == "```");) {
    if (inside) {
      lines.push_back(line);
    }
    inside = inside || line == "```json example";
  }
  return lines;
}

TEST(FormatDocument, TheLinesOfTextAreAsListed) {
  std::vector<std::string> lines = lines_of(converted(example(), "a.jsonl"));
  std::erase_if(lines, [](const std::string& line) {
    return line.starts_with("{\"schema\"") || line.starts_with("{\"metadata\"") ||
           (line.starts_with("{\"channel\"") && line.find("/cue") == std::string::npos);
  });
  EXPECT_EQ(json_listing(), lines);
}

TEST(FormatDocument, NamesEveryTopicCueTypeAndFeature) {
  const std::string text = document();
  for (const TopicInfo& topic : topic_table()) {
    EXPECT_THAT(text, testing::HasSubstr("`" + std::string(topic.name)));
    EXPECT_THAT(text, testing::HasSubstr("`" + std::string(topic.schema_name) + "`"));
  }
  std::size_t at = text.find("| type | fields that count |");
  for (const CueTypeInfo& type : cue_type_table()) {
    at = text.find("\n| " + std::string(type.name) + " |", at);
    ASSERT_NE(at, std::string::npos) << type.name << " is missing or out of order";
  }
  for (const FeatureInfo& feature : feature_table()) {
    EXPECT_THAT(text, testing::HasSubstr(std::string(feature.name)));
  }
}

}  // namespace
}  // namespace reprise::timeline
