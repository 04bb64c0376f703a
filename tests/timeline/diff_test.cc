// Differences between takes: the first record and field, counts, tolerances, what does not count.
#include "core/timeline/diff.h"

#include <gtest/gtest.h>

#include "tests/timeline/take_fixture.h"
#include "tests/timeline/take_surgery.h"

namespace reprise::timeline {
namespace {

class Diff : public testing::Test {
 protected:
  static Result<TakeDiff> diff(ByteSpan a, ByteSpan b, const JsonDiffRules& rules = {}) {
    MemoryFileSystem fs;
    fs.put("a.mcap", a);
    fs.put("b.mcap", b);
    TRY_ASSIGN(TakeReader in_a, TakeReader::open(fs, "a.mcap"));
    TRY_ASSIGN(TakeReader in_b, TakeReader::open(fs, "b.mcap"));
    return diff_takes(in_a, in_b, rules);
  }
  static Bytes take(const std::vector<Record>& records) {
    return make_take(small_header(), records, small_attachments(), {}, 3);
  }
  static TopicDiff counts(const TakeDiff& diff, const std::string& topic) {
    for (const TopicDiff& entry : diff.topics) {
      if (entry.topic == topic) {
        return entry;
      }
    }
    return {};
  }
  // The n-th frame record among all.
  static FrameRecord& frame(std::vector<Record>& records, std::size_t n) {
    for (Record& record : records) {
      auto* found = std::get_if<FrameRecord>(&record);
      if (found != nullptr && n-- == 0) {
        return *found;
      }
    }
    throw std::out_of_range("no such frame");
  }
};

TEST_F(Diff, ATakeIsTheSameAsItself) {
  const Bytes bytes = take(performance(3));
  const auto found = diff(bytes, bytes);
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->same());
  EXPECT_TRUE(found->same_digest);
  EXPECT_EQ(counts(*found, "/frame").same, 30U);
  EXPECT_EQ(counts(*found, "/cue").same, 3U);
  EXPECT_EQ(counts(*found, "/take").same, 1U);
}

TEST_F(Diff, NamesTheFirstRecordAndFieldWithBothValues) {
  std::vector<Record> changed = performance(3);
  frame(changed, 10).layers[0].opacity = 0.75F;
  frame(changed, 20).scene = "chorus";
  const auto found = diff(take(performance(3)), take(changed));
  ASSERT_TRUE(found && found->first);
  EXPECT_EQ(found->first->topic, "/frame");
  EXPECT_EQ(found->first->sample.value, 48000);
  EXPECT_EQ(found->first->record_a, 10U);
  EXPECT_EQ(found->first->record_b, 10U);
  EXPECT_EQ(found->first->field.path, "layers[0].opacity");
  EXPECT_EQ(*found->first->field.a, 0.5);
  EXPECT_EQ(*found->first->field.b, 0.75);
  EXPECT_EQ(counts(*found, "/frame").different, 2U);
  EXPECT_EQ(counts(*found, "/frame").same, 28U);
  EXPECT_FALSE(found->same_digest);
}

TEST_F(Diff, ARecordThatOneTakeLacksDoesNotShiftTheOthers) {
  std::vector<Record> without = performance(3);
  std::erase_if(without, [](const Record& record) {
    return std::holds_alternative<FrameRecord>(record) && sample_of(record).value == 24000;
  });
  const Bytes whole = take(performance(3));
  const Bytes cut = take(without);
  const auto found = diff(whole, cut);
  ASSERT_TRUE(found && found->first);
  EXPECT_EQ(found->first->sample.value, 24000);
  EXPECT_EQ(found->first->record_a, 5U);
  EXPECT_FALSE(found->first->record_b);
  EXPECT_TRUE(found->first->field.path.empty());
  EXPECT_EQ((*found->first->field.a)["scene"], "verse");
  EXPECT_EQ(counts(*found, "/frame").only_a, 1U);
  EXPECT_EQ(counts(*found, "/frame").same, 29U);
  const auto turned = diff(cut, whole);
  ASSERT_TRUE(turned && turned->first);
  EXPECT_FALSE(turned->first->record_a);
  EXPECT_EQ(turned->first->record_b, 5U);
  EXPECT_EQ(counts(*turned, "/frame").only_b, 1U);
}

TEST_F(Diff, RecordsOfOneSampleArePairedInTheirOrder) {
  const auto cue = [](const char* text) {
    Cue out = cue_at(100);
    out.text = text;
    return out;
  };
  const auto found = diff(take({cue("x"), cue("y")}), take({cue("x"), cue("z"), cue("w")}));
  ASSERT_TRUE(found && found->first);
  EXPECT_EQ(found->first->record_a, 1U);
  EXPECT_EQ(found->first->field.path, "text");
  const TopicDiff cues = counts(*found, "/cue");
  EXPECT_EQ(cues.same, 1U);
  EXPECT_EQ(cues.different, 1U);
  EXPECT_EQ(cues.only_b, 1U);
}

TEST_F(Diff, ALateRecordIsPairedWhereItsSampleSays) {
  std::vector<Record> late = performance(3);
  const auto first_cue = std::ranges::find_if(late, [](const Record& record) {
    return std::holds_alternative<Cue>(record) && sample_of(record).value > 0;
  });
  const Record moved = *first_cue;
  late.erase(first_cue);
  late.insert(late.begin() + 40, moved);
  const auto found = diff(take(performance(3)), take(late));
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->same()) << found->first->topic;
  EXPECT_FALSE(found->same_digest);
}

TEST_F(Diff, ToleranceAndIgnoredPlacesLetRecordsBeTheSame) {
  std::vector<Record> changed = performance(3);
  frame(changed, 4).layers[0].opacity = 0.501F;
  frame(changed, 5).features[2] = 7;
  const Bytes a = take(performance(3));
  const Bytes b = take(changed);
  JsonDiffRules rules;
  rules.tolerances["/frame.layers.opacity"] = 0.01;
  const auto close = diff(a, b, rules);
  ASSERT_TRUE(close && close->first);
  EXPECT_TRUE(close->first->field.path.starts_with("features.")) << close->first->field.path;
  rules.ignored = {"frame.features"};
  EXPECT_TRUE(diff(a, b, rules)->same());
  EXPECT_TRUE(diff(a, b, {0, {}, {"/frame"}})->same());
  EXPECT_FALSE(diff(a, b, {0, {}, {"cue"}})->same());
}

TEST_F(Diff, TheSealOfAnIgnoredTopicDoesNotCount) {
  std::vector<Record> changed = performance(3);
  changed.emplace_back(cue_at(3 * 48000 - 1));
  const Bytes a = take(performance(3));
  const Bytes b = take(changed);
  const auto found = diff(a, b);
  ASSERT_EQ(found->beside.size(), 1U);
  EXPECT_EQ(found->beside[0].path, "seal.cues");
  EXPECT_TRUE(diff(a, b, {0, {}, {"/cue"}})->same());
}

TEST_F(Diff, TheShowIsComparedAsTheObjectThatItIs) {
  TakeHeader a = small_header();
  TakeHeader b = small_header();
  a.show = R"({"scenes":[{"name":"verse"}]})";
  b.show = R"({"scenes":[{"name":"chorus"}]})";
  const auto found = diff(make_take(a, {}, {}), make_take(b, {}, {}));
  ASSERT_TRUE(found && found->first);
  EXPECT_EQ(found->first->topic, "/take");
  EXPECT_EQ(found->first->field.path, "show.scenes[0].name");
  EXPECT_TRUE(diff(make_take(a, {}, {}), make_take(b, {}, {}), {0, {}, {"take.show"}})->same());
}

TEST_F(Diff, AttachmentsAreComparedByNameAndContent) {
  std::vector<Attachment> other = small_attachments();
  other[0].data[7] = std::byte{'b'};
  other[1].name = "presets/other.vs";
  const Bytes a = make_take(small_header(), {}, small_attachments());
  const Bytes b = make_take(small_header(), {}, other);
  const auto found = diff(a, b);
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->first);
  ASSERT_EQ(found->beside.size(), 3U);
  EXPECT_EQ(found->beside[0].path, "attachments.presets/aurora.fs[0].xxh3");
  EXPECT_EQ(found->beside[1].path, "attachments.presets/empty.vs");
  EXPECT_EQ(found->beside[2].path, "attachments.presets/other.vs");
  EXPECT_TRUE(diff(a, b, {0, {}, {"attachments"}})->same());
}

TEST_F(Diff, SeveralOfOneNameAreAllCompared) {
  const auto with = [](std::initializer_list<const char*> notes, const char* content) {
    TakeParts parts = take_apart(take({}));
    for (const char* note : notes) {
      parts.parts.emplace_back(mcap::Metadata{"note", {{"text", note}}});
    }
    AttachmentInTake again = parts.attachment(0);
    again.file.data = Bytes(3, static_cast<std::byte>(content[0]));
    parts.parts.insert(parts.parts.begin() + 13, again);
    return put_together(parts, Seals::kKeep);
  };
  EXPECT_TRUE(diff(with({"a", "b"}, "x"), with({"a", "b"}, "x"))->same());
  const auto metadata = diff(with({"a", "b"}, "x"), with({"c", "b"}, "x"));
  ASSERT_EQ(metadata->beside.size(), 1U);
  EXPECT_EQ(metadata->beside[0].path, "metadata.note[0].text");
  const auto fewer = diff(with({"a", "b"}, "x"), with({"b"}, "x"));
  ASSERT_EQ(fewer->beside.size(), 2U);
  EXPECT_EQ(fewer->beside[1].path, "metadata.note[1]");
  const auto attachment = diff(with({}, "x"), with({}, "y"));
  ASSERT_EQ(attachment->beside.size(), 1U);
  EXPECT_EQ(attachment->beside[0].path, "attachments.presets/aurora.fs[1].xxh3");
  EXPECT_TRUE(
      diff(with({}, "x"), with({}, "y"), {0, {}, {"attachments.presets/aurora.fs"}})->same());
}

TEST_F(Diff, LanesAreTopicsOfTheirOwn) {
  TakeHeader header = small_header();
  header.lanes.push_back({"second", 1, {}, {}});
  const auto packet = [](std::uint32_t lane, std::byte content) {
    return AudioPacket{lane, {0}, 10, Bytes(4, content)};
  };
  const auto found =
      diff(make_take(header, {packet(0, std::byte{1}), packet(1, std::byte{2})}, {}),
           make_take(header, {packet(0, std::byte{1}), packet(1, std::byte{3})}, {}));
  ASSERT_TRUE(found && found->first);
  EXPECT_EQ(found->first->topic, "/audio/1");
  EXPECT_EQ(found->first->field.path, "data");
  EXPECT_EQ(counts(*found, "/audio/0").same, 1U);
}

TEST_F(Diff, AnUnfinishedTakeLacksTheSeal) {
  const Bytes whole = take(performance(1));
  Bytes torn = whole;
  torn.resize(whole.size() / 2);
  const auto found = diff(whole, torn);
  ASSERT_TRUE(found);
  ASSERT_FALSE(found->beside.empty());
  EXPECT_EQ(found->beside.back().path, "seal");
  EXPECT_TRUE(diff(torn, torn)->same());
}

TEST_F(Diff, PlacesThatCannotBeInATakeAreRefused) {
  for (const char* good : {"frame", "/frame", "audio/0", "frame.layers[0].opacity", "seal.cues",
                           "attachments", "take.show.scenes"}) {
    EXPECT_TRUE(check_diff_place(good)) << good;
  }
  for (const char* bad : {"", "frames", "opacity", "audio/0.data", "/", "features.rms"}) {
    EXPECT_FALSE(check_diff_place(bad)) << bad;
  }
}

}  // namespace
}  // namespace reprise::timeline
