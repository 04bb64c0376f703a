// JSONL that is torn, altered or hostile: what is whole is read, nothing else, and it is said.
#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/zstd_stream.h"
#include "core/timeline/jsonl_lines.h"
#include "core/timeline/recover.h"
#include "core/timeline/topics.h"
#include "tests/timeline/jsonl_fixture.h"
#include "tests/timeline/take_fixture.h"

namespace reprise::timeline {
namespace {

using testing::HasSubstr;

std::vector<Record> small_performance() {
  std::vector<Record> records;
  for (std::int64_t i = 0; i < 6; ++i) {
    Cue cue = cue_at(i * 20'000);
    cue.text = "cue " + std::to_string(i);
    records.emplace_back(cue);
  }
  return records;
}
Bytes small_text(const std::string& name) {
  return converted(make_take(small_header(), small_performance(), {{"a", "b", Bytes(9)}}, {}, 3),
                   name);
}

// The records of `whole` from the start on, as many as there are.
bool is_prefix(const std::vector<Record>& part, const std::vector<Record>& whole) {
  return part.size() <= whole.size() && std::equal(part.begin(), part.end(), whole.begin());
}

std::size_t records_before(const std::vector<std::string>& lines, std::size_t bytes) {
  std::size_t closed = 0;
  std::size_t open = 0;
  std::size_t at = 0;
  for (const std::string& line : lines) {
    at += line.size();  // the line feed may be missing
    if (at > bytes) {
      break;
    }
    open += line.starts_with("{\"topic\"") ? 1U : 0U;
    closed = line.starts_with("{\"chunk\"") ? open : closed;
    ++at;
  }
  return closed;
}

TEST(JsonlDamage, CutAnywhereItGivesExactlyTheWholeChunks) {
  const Bytes text = small_text("a.jsonl");
  const auto lines = lines_of(text);
  const auto whole = read_take(text)->records;
  ASSERT_EQ(whole.size(), 7U);
  const std::size_t first = as_text(text).find("{\"chunk\"");
  for (std::size_t size = 0; size < text.size(); ++size) {
    // Before the first chunk there is nothing to open: some of these cuts are enough.
    size += size < first ? 100 : 0;
    const auto take = read_take(ByteSpan(text).first(size));
    const std::size_t expected = records_before(lines, size);
    ASSERT_EQ(take.has_value(), expected > 0) << size;
    if (take) {
      ASSERT_TRUE(is_prefix(take->records, whole)) << size;
      ASSERT_EQ(take->records.size(), expected) << size;
    }
  }
}

TEST(JsonlDamage, CutAnywhereCompressedItGivesWholeChunks) {
  const Bytes text = small_text("a.jsonl.zst");
  const auto whole = read_take(text)->records;
  std::size_t before = 0;
  for (std::size_t size = 0; size < text.size(); ++size) {
    const auto take = read_take(ByteSpan(text).first(size));
    const std::size_t found = take ? take->records.size() : 0;
    ASSERT_TRUE(!take || is_prefix(take->records, whole)) << size;
    ASSERT_GE(found, before) << size;
    before = found;
  }
  EXPECT_EQ(before, whole.size());
}

template <typename Flip>
void for_flips(const Bytes& bytes, std::size_t step, Flip flip) {
  for (std::size_t bit = 0; bit < bytes.size() * 8; bit += step) {
    Bytes flipped = bytes;
    flipped[bit / 8] ^= static_cast<std::byte>(1U << bit % 8);
    flip(flipped, bit);
  }
}

TEST(JsonlDamage, NoFlippedBitGivesWrongRecordsUnsaid) {
  const Bytes plain = small_text("a.jsonl");
  const Bytes compressed = small_text("a.jsonl.zst");
  const auto expected = read_take(plain);
  for (const auto& [bytes, step] : {std::pair(&plain, 97U), std::pair(&compressed, 23U)}) {
    for_flips(*bytes, step, [&](const Bytes& flipped, std::size_t bit) {
      const auto take = read_take(flipped);
      if (!take) {
        return;
      }
      ASSERT_TRUE(is_part_of(take->records, expected->records)) << bit;
      const bool same = take->records == expected->records &&
                        take->attachments == expected->attachments &&
                        take->summary.seal == expected->summary.seal;
      ASSERT_TRUE(same || !take->damage.empty()) << bit;
    });
  }
}

TEST(JsonlDamage, AnAlteredRecordCostsItsChunkAndSaysWhere) {
  auto lines = lines_of(small_text("a.jsonl"));
  std::size_t number = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (const std::size_t at = lines[i].find("cue 3"); at != std::string::npos) {
      lines[i].replace(at, 5, "cue 9");
      number = i + 1;
    }
  }
  const auto take = read_take(text_of(lines));
  ASSERT_TRUE(take.has_value());
  EXPECT_EQ(take->records.size(), 5U);
  EXPECT_THAT(damage_text(take->damage),
              HasSubstr("the chunk that ends in line " + std::to_string(number + 1)));
}

TEST(JsonlDamage, ErrorsNameLineAndPath) {
  const auto lines = lines_of(small_text("a.jsonl"));
  const auto edited = [&](const std::string& from, const std::string& to) {
    auto changed = lines;
    for (std::string& line : changed) {
      if (line.find("cue 3") != std::string::npos) {
        line.replace(line.find(from), from.size(), to);
      }
    }
    const auto take = read_take(text_of(changed));
    return take ? damage_text(take->damage) : take.error().message;
  };
  EXPECT_THAT(edited("\"number\":\"0\",", ""), HasSubstr("$: \"number\" is missing"));
  EXPECT_THAT(edited("\"number\":\"0\"", "\"number\":0.5"),
              HasSubstr("number: expected an integer"));
  EXPECT_THAT(edited("\"number\"", "\"extra\":1,\"number\""),
              HasSubstr("unknown or repeated field \"extra\""));
  EXPECT_THAT(edited("\"marker\"", "\"maker\""),
              HasSubstr("type: \"maker\" is no value of this field"));
  EXPECT_THAT(edited("\"values\":[]", "\"values\":[1,\"x\"]"),
              HasSubstr("values[1]: expected a number"));
  EXPECT_THAT(edited("\"type\"", "\"type"), HasSubstr("column"));
  EXPECT_THAT(edited("{", "{"), testing::Eq(""));
}

TEST(JsonlDamage, ALostChunkLineCostsOnlyItsChunk) {
  auto lines = lines_of(small_text("a.jsonl"));
  const auto third = [&] {
    int seen = 0;
    return std::ranges::find_if(lines, [&](const std::string& line) {
      return line.starts_with("{\"chunk\"") && ++seen == 3;
    });
  }();
  third->front() = '(';
  const auto take = read_take(text_of(lines));
  ASSERT_TRUE(take.has_value());
  EXPECT_EQ(take->records.size(), 5U);
  EXPECT_THAT(damage_text(take->damage), HasSubstr("nothing closes a chunk"));
}

TEST(JsonlDamage, LinesThatAreGoneAreMissed) {
  auto lines = lines_of(small_text("a.jsonl"));
  std::erase_if(lines, [](const std::string& line) { return line.starts_with("{\"attachment\""); });
  const auto take = read_take(text_of(lines));
  ASSERT_TRUE(take.has_value());
  EXPECT_THAT(damage_text(take->damage), HasSubstr("lines of the take are missing"));
}

TEST(JsonlDamage, ALostStartIsMadeUpFor) {
  auto lines = lines_of(small_text("a.jsonl"));
  lines.erase(lines.begin(), std::ranges::find_if(lines, [](const std::string& line) {
                return line.starts_with("{\"topic\":\"/take\"");
              }));
  const auto take = read_take(text_of(lines));
  ASSERT_TRUE(take.has_value()) << take.error().message;
  EXPECT_EQ(take->records.size(), 7U);
  EXPECT_FALSE(take->damage.empty());
}

TEST(JsonlDamage, AMessageOfAChannelThatNothingDeclaresIsLeftOut) {
  auto lines = lines_of(small_text("a.jsonl"));
  lines.insert(lines.end() - 4, R"({"topic":"/a","channel":99,"log_time":"1","raw":""})");
  const auto take = read_take(text_of(lines));
  ASSERT_TRUE(take.has_value()) << take.error().message;
  EXPECT_THAT(damage_text(take->damage), HasSubstr("no channel has the number 99"));
  EXPECT_EQ(take->records.size(), 7U);
}

TEST(JsonlDamage, OtherJsonIsNoTake) {
  for (const std::string_view text :
       {"{}", "{\"a\":1}\n{\"b\":2}\n", "{", "{\"take\":{\"format\":\"x\"}}"}) {
    const auto take = read_take(as_byte_span(text));
    ASSERT_FALSE(take.has_value()) << text;
    EXPECT_EQ(take.error().message, "cannot read 'take.mcap': not a take but JSON text");
  }
}

TEST(JsonlDamage, ANewerFormatAsksForANewerProgram) {
  const auto take = read_take(as_byte_span(
      R"({"take":{"format":"reprise jsonl 2","profile":"","library":""},"digest":"0"})"));
  ASSERT_FALSE(take.has_value());
  EXPECT_EQ(take.error().code, ErrorCode::kUnsupported);
}

TEST(JsonlDamage, ASecondHeaderIsLeftOutWhateverItsFormat) {
  const auto lines = lines_of(small_text("a.jsonl"));
  const auto whole = read_take(text_of(lines));
  for (const std::string format : {"reprise jsonl 1", "reprise jsonl 2", "another"}) {
    auto doubled = lines;
    doubled.insert(doubled.end() - 4,
                   R"({"take":{"format":")" + format + R"(","profile":"","library":""}})");
    const auto take = read_take(text_of(doubled));
    ASSERT_TRUE(take.has_value()) << format << ": " << take.error().message;
    EXPECT_EQ(take->records, whole->records) << format;
    EXPECT_THAT(damage_text(take->damage), HasSubstr("a second header")) << format;
  }
}

Bytes zstd_of(const std::string& text) {
  auto writer = ZstdFrameWriter::create(3);
  const auto frame = writer->frame(as_byte_span(text));
  return {frame->begin(), frame->end()};
}

TEST(JsonlHostile, BombsAreRefused) {
  const std::string header = header_line({"", "x"});
  // A line without end, and endless lines: 240 MiB each in a few kilobytes.
  for (const char fill : {' ', '\n'}) {
    Bytes bomb = zstd_of(header);
    const Bytes part = zstd_of(std::string(24u << 20, fill));
    for (int i = 0; i < 10; ++i) {
      bomb.insert(bomb.end(), part.begin(), part.end());
    }
    EXPECT_LT(bomb.size(), 100'000U);
    EXPECT_FALSE(read_take(bomb).has_value());
  }
}

TEST(JsonlHostile, DeepAndWideLinesAreRefused) {
  const std::string header = header_line({"", "x"});
  for (const std::string& line :
       {std::string(100'000, '['),
        "{\"topic\":" + std::string(100'000, '['), "{\"topic\":\"/cue\",\"values\":[1" + [] {
          std::string ones;
          for (int i = 0; i < 1'100'000; ++i) {
            ones += ",1";
          }
          return ones;
        }() + "]}"}) {
    EXPECT_FALSE(read_take(as_byte_span(header + line + "\n")).has_value());
  }
}

TEST(JsonlHostile, ManyFalseFramesEnd) {
  Bytes bytes = zstd_of(header_line({"", "x"}));
  for (int i = 0; i < 5'000; ++i) {
    for (const int byte : {0x28, 0xB5, 0x2F, 0xFD, 0xFF, 0xFF}) {
      bytes.push_back(static_cast<std::byte>(byte));
    }
  }
  EXPECT_FALSE(read_take(bytes).has_value());
}

// Each range lies in the file; findings without one are of what the text became.
void expect_ranges_of(const Bytes& file, const std::vector<Damage>& damage) {
  EXPECT_FALSE(damage.empty());
  for (const Damage& range : damage) {
    EXPECT_TRUE(range.bytes == 0 || range.offset + range.bytes <= file.size()) << range.what;
  }
}

TEST(JsonlDamage, AChunkOfWhichOnlyTheEndIsLeftIsSaidWhereThatStands) {
  auto lines = lines_of(small_text("a.jsonl"));
  const auto is_message = [](const std::string& line) { return line.starts_with("{\"topic\""); };
  const auto lost = std::ranges::find_if(
      lines, [](const std::string& line) { return line.find("cue 3") != std::string::npos; });
  const auto end = std::find_if_not(lost, lines.end(), is_message);
  const auto start = std::find_if_not(std::reverse_iterator(lost), lines.rend(), is_message).base();
  std::size_t at = 0;
  for (auto line = lines.begin(); line != start; ++line) {
    at += line->size() + 1;
  }
  const auto closing = lines.erase(start, end);
  ASSERT_TRUE(closing->starts_with("{\"chunk\"")) << *closing;
  const auto take = read_take(text_of(lines));
  ASSERT_TRUE(take.has_value());
  ASSERT_FALSE(take->damage.empty());
  EXPECT_EQ(take->damage[0].offset, at);
  EXPECT_EQ(take->damage[0].bytes, closing->size());
}

TEST(JsonlDamage, RangesAreOfTheFileThatIsCompressed) {
  auto lines = lines_of(small_text("a.jsonl"));
  for (std::string& line : lines) {
    if (const std::size_t found = line.find("cue 3"); found != std::string::npos) {
      line.replace(found, 5, "cue 9");
      line.insert(line.size() - 1, ",\"note\":\"" + std::string(500'000, 'x') + '"');
    } else if (line.find("cue 4") != std::string::npos) {
      line = "no JSON " + std::string(400'000, 'x');
    }
  }
  auto zstd = *ZstdFrameWriter::create(3);
  const ByteSpan frame = *zstd.frame(text_of(lines));
  const Bytes file(frame.begin(), frame.end());
  const auto take = read_take(file);
  ASSERT_TRUE(take.has_value());
  expect_ranges_of(file, take->damage);

  MemoryFileSystem fs;
  fs.put("a.jsonl.zst", file);
  const auto recovery = Recovery::survey(fs, "a.jsonl.zst", {});
  ASSERT_TRUE(recovery) << recovery.error().message;
  EXPECT_GT(recovery->report().bytes_unreadable, 0U);
  EXPECT_LE(recovery->report().bytes_unreadable, file.size());
}

}  // namespace
}  // namespace reprise::timeline
