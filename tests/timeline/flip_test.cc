// Single-bit flips at places that a seed draws, and truncation at every byte: nothing crashes,
// nothing wrong is read without being reported, and the doctor sees every one of them. A sample
// runs here; `./dev soak flips` runs 10,000.
#include <algorithm>

#include <gtest/gtest.h>

#include "core/timeline/doctor.h"
#include "tests/timeline/damage_maker.h"
#include "tests/timeline/take_fixture.h"
#include "tests/timeline/take_surgery.h"

namespace reprise::timeline {
namespace {

constexpr std::uint64_t kSeed = 20'261'120;

std::int64_t flips() {
  return repetitions("REPRISE_SOAK_FLIPS", 400);
}
bool is_soak() {
  return flips() >= 10'000;
}

std::vector<Record> tiny_performance() {
  return {AudioPacket{0, {0}, 24'000, Bytes(10, std::byte{1})}, FrameRecord{}, Cue{},
          AudioPacket{0, {24'000}, 24'000, Bytes(10, std::byte{2})},
          Cue{{24'150}, CueType::kTap, CueOrigin::kPerformer, "", "", {}, 0, {}}};
}

std::vector<Attachment> tiny_attachments() {
  return {{"presets/a.fs", "text/plain", Bytes(20, std::byte{'a'})}};
}

Bytes tiny_take() {
  return make_take(small_header(), tiny_performance(), tiny_attachments());
}

Bytes tiny_partial() {
  return unfinished(tiny_take());
}

std::vector<Record> whole_records() {
  std::vector<Record> records = tiny_performance();
  records.insert(records.begin(), small_header());
  return records;
}

// Empty when what was read is right, or its faults are reported; else what is wrong.
std::string judge_read(const Result<ReadTake>& take, bool sealed) {
  if (!take) {
    return take.error().code == ErrorCode::kCorrupt || take.error().code == ErrorCode::kUnsupported
               ? ""
               : "another error: " + take.error().message;
  }
  if (!is_part_of(take->records, whole_records())) {
    return "a record that was not written";
  }
  for (const Attachment& attachment : take->attachments) {
    if (attachment.data != tiny_attachments()[0].data) {
      return "an attachment that was not written";
    }
  }
  const bool complete =
      take->records == whole_records() && take->attachments.size() == tiny_attachments().size() &&
      take->summary.header == small_header() && take->summary.seal.has_value() == sealed &&
      take->summary.end.value == 48'000;
  return complete || !take->damage.empty() ? "" : "less than was written, without a word";
}

// What the doctor counts; nothing when the bytes are no MCAP file to it.
std::optional<std::uint64_t> findings_of(ByteSpan bytes) {
  MemoryFileSystem fs;
  fs.put("a", bytes);
  const auto diagnosis = diagnose(fs, "a");
  if (!diagnosis) {
    EXPECT_TRUE(diagnosis.error().code == ErrorCode::kCorrupt ||
                diagnosis.error().code == ErrorCode::kUnsupported)
        << diagnosis.error().message;
    return std::nullopt;
  }
  return diagnosis->errors + diagnosis->warnings;
}

struct Sample {
  const char* name;
  Bytes (*make)();
  bool sealed;
  std::uint64_t findings;  // when nothing was flipped
};
const Sample kSamples[] = {{"sealed", tiny_take, true, 0}, {"unfinished", tiny_partial, false, 2}};

class Flips : public testing::TestWithParam<Sample> {};

TEST_P(Flips, NothingWrongIsReadWithoutAWord) {
  const Bytes whole = GetParam().make();
  ASSERT_EQ(judge_read(read_take(whole), GetParam().sealed), "");
  for (std::int64_t n = 0; n < flips(); ++n) {
    const DamagePlan plan = plan_damage(DamageKind::kFlipBit, kSeed, n, whole.size());
    ASSERT_EQ(judge_read(read_take(damaged(whole, plan)), GetParam().sealed), "")
        << to_string(plan);
  }
}

// The same parts, bit for bit. zstd has a few spare bits, and ways to say the same: a flip there
// changes nothing that was recorded. Where the take has its end, a CRC sees it all the same.
bool says_the_same(ByteSpan one, ByteSpan other) {
  return put_together(take_apart(one), Seals::kKeep) ==
         put_together(take_apart(other), Seals::kKeep);
}

// Of a take with its end there is no bit that the doctor does not see: every byte is under a CRC.
// Of one without, what is under none stands there twice, and only a bit that changes nothing may
// pass unseen. The full run flips every single one.
TEST_P(Flips, TheDoctorSeesEveryOne) {
  const Bytes whole = GetParam().make();
  ASSERT_EQ(findings_of(whole), GetParam().findings);
  const auto bits = static_cast<std::int64_t>(whole.size()) * 8;
  for (std::int64_t n = 0; n < (is_soak() ? bits : flips()); ++n) {
    DamagePlan plan = plan_damage(DamageKind::kFlipBit, kSeed + 1, n, whole.size());
    if (is_soak()) {
      plan.offset = static_cast<std::uint64_t>(n / 8);
      plan.bit = static_cast<unsigned>(n % 8);
    }
    const Bytes flipped = damaged(whole, plan);
    const auto findings = findings_of(flipped);
    EXPECT_TRUE(!findings || *findings > GetParam().findings ||
                (!GetParam().sealed && says_the_same(flipped, whole)))
        << to_string(plan);
  }
}

// What is left is a beginning, as after a crash.
bool breaks_off(const DamagePlan& plan, std::size_t size) {
  return plan.kind == DamageKind::kTruncate ||
         (plan.kind == DamageKind::kRemove && plan.offset + plan.length == size);
}

// Other damage, of which a few bytes may be left as they were.
TEST_P(Flips, NoOtherDamageIsReadWithoutAWord) {
  const Bytes whole = GetParam().make();
  for (int kind = 1; kind < kDamageKindCount; ++kind) {
    for (std::int64_t n = 0; n < flips() / 4; ++n) {
      const DamagePlan plan = plan_damage(static_cast<DamageKind>(kind), kSeed, n, whole.size());
      const auto take = read_take(damaged(whole, plan));
      if (breaks_off(plan, whole.size()) && take && !take->summary.seal) {
        EXPECT_TRUE(is_part_of(take->records, whole_records())) << to_string(plan);
        continue;  // a file that just breaks off: how every crash looks
      }
      ASSERT_EQ(judge_read(take, GetParam().sealed), "") << to_string(plan);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Takes, Flips, testing::ValuesIn(kSamples),
                         [](const auto& sample) { return sample.param.name; });

TEST(Truncation, AtEveryByteIsReadUpToThere) {
  const Bytes whole = tiny_take();
  const std::vector<Record> all = whole_records();
  std::size_t most = 0;
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto take = read_take(ByteSpan(whole).first(size));
    if (!take) {
      ASSERT_EQ(take.error().code, ErrorCode::kCorrupt) << size;
      ASSERT_EQ(most, 0U) << size;
      continue;
    }
    ASSERT_TRUE(!take->summary.seal || !take->damage.empty()) << size;
    ASSERT_TRUE(std::equal(take->records.begin(), take->records.end(), all.begin())) << size;
    ASSERT_GE(take->records.size(), most) << size;
    most = take->records.size();
  }
  EXPECT_EQ(most, all.size());
}

TEST(Truncation, AtEveryByteIsSeenByTheDoctor) {
  const Bytes whole = tiny_take();
  // Every byte in the full run.
  const std::size_t step = is_soak() ? 1 : 61;
  for (std::size_t size = 0; size < whole.size(); size += step) {
    const auto findings = findings_of(ByteSpan(whole).first(size));
    ASSERT_TRUE(!findings || *findings > 0) << size;
  }
}

}  // namespace
}  // namespace reprise::timeline
