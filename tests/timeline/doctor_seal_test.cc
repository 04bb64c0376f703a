// The doctor against altered takes: what does not fit seal and chain is named, and what fits again
// has another head.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/timeline/data_chain.h"
#include "core/timeline/doctor.h"
#include "core/timeline/seal_metadata.h"
#include "tests/timeline/damage_maker.h"
#include "tests/timeline/doctor_fixture.h"
#include "tests/timeline/jsonl_fixture.h"
#include "tests/timeline/recover_fixture.h"

namespace reprise::timeline {
namespace {

using testing::HasSubstr;

// ---- seal and chain ----

// Changes a cue, with or without forging what binds it.
Bytes with_another_cue(Seals seals) {
  TakeParts parts = take_apart(sound_take());
  OwnedMessage& message = message_of(parts, 3, 4);
  Record record = *unpack_record({TopicKind::kCue, 0}, message.data);
  std::get<Cue>(record).text = "marker 9";
  replace(message, record);
  return put_together(parts, seals);
}

TEST(DoctorSeal, NamesTheFirstAlteredChunk) {
  const Diagnosis diagnosis = examine(with_another_cue(Seals::kKeep));
  EXPECT_EQ(findings(diagnosis),
            "seal/chunk-altered: chunk 3 is not the one that was sealed\n"
            "seal/chain: the hash chain breaks at chunk 3\n"
            "seal/chain-head: the head of the hash chain is not the one that was sealed\n");
  ASSERT_TRUE(diagnosis.first_altered.has_value());
  const AlteredChunk& altered = *diagnosis.first_altered;
  EXPECT_EQ(altered.number, 3U);
  EXPECT_TRUE(altered.itself);
  EXPECT_DOUBLE_EQ(altered.from_seconds, 1);
  EXPECT_LT(altered.to_seconds, 1.5);
  EXPECT_THAT(altered.topics, testing::ElementsAre("/audio/0", "/frame", "/cue"));
  EXPECT_GT(altered.offset, 0U);
  EXPECT_GT(altered.length, 0U);
}

TEST(DoctorSeal, NamesTheFirstOfSeveral) {
  TakeParts parts = take_apart(sound_take());
  for (const std::size_t chunk : {2U, 4U, 5U}) {
    message_of(parts, chunk, 3).publish_time += 1;
  }
  const Diagnosis diagnosis = examine(put_together(parts, Seals::kKeep));
  EXPECT_EQ(diagnosis.first_altered->number, 2U);
  EXPECT_THAT(findings(diagnosis), HasSubstr("chunk 5 is not the one that was sealed"));
}

TEST(DoctorSeal, AChangeBetweenChunksIsNamedByTheOneBehind) {
  TakeParts parts = take_apart(sound_take());
  parts.attachment(0).file.data[0] ^= std::byte{1};
  const Diagnosis diagnosis = examine(put_together(parts, Seals::kKeep));
  ASSERT_TRUE(diagnosis.first_altered.has_value());
  EXPECT_EQ(diagnosis.first_altered->number, 0U);
  EXPECT_FALSE(diagnosis.first_altered->itself);
  EXPECT_THAT(findings(diagnosis), HasSubstr("seal/chain: the hash chain breaks at chunk 0"));
}

TEST(DoctorSeal, MissingChunksAreCounted) {
  TakeParts parts = take_apart(sound_take());
  std::size_t chunks = 0;
  std::erase_if(parts.parts, [&chunks](const SurgeryPart& part) {
    const bool is_chunk = std::holds_alternative<OwnedChunk>(part);
    chunks += is_chunk ? 1U : 0U;
    return is_chunk && (chunks == 3 || chunks == 4);
  });
  const Diagnosis diagnosis = examine(put_together(parts, Seals::kKeep));
  EXPECT_THAT(findings(diagnosis), HasSubstr("2 of the sealed chunks are missing before chunk 2"));
  EXPECT_THAT(findings(diagnosis), testing::Not(HasSubstr("chunk-altered")));
  EXPECT_EQ(diagnosis.first_altered->number, 2U);
  EXPECT_FALSE(diagnosis.first_altered->itself);
}

TEST(DoctorSeal, AForeignChunkIsNamed) {
  TakeParts parts = take_apart(sound_take());
  const auto last = std::ranges::find_if(parts.parts, [](const SurgeryPart& part) {
    const auto* metadata = std::get_if<mcap::Metadata>(&part);
    return metadata != nullptr && metadata->name == kChainName;
  });
  parts.parts.insert(last, OwnedChunk{parts.chunk(1)[0]});
  const Diagnosis diagnosis = examine(put_together(parts, Seals::kKeep));
  EXPECT_THAT(findings(diagnosis), HasSubstr("chunk 7 is none of those that were sealed"));
  EXPECT_EQ(diagnosis.first_altered->number, 7U);
}

TEST(DoctorSeal, CountsOfTheSealAreThoseOfTheRecords) {
  EXPECT_THAT(after([](TakeParts& take) {
                SealRecord seal = *seal_from_metadata(take.metadata(kSealName));
                seal.seal.frames += 1;
                take.metadata(kSealName) = seal_to_metadata(seal);
              }),
              HasSubstr("seal/seal-counts: the seal counts 31 /frame records, there are 30"));
}

TEST(DoctorSeal, AChainThatWasTakenOutIsMissed) {
  EXPECT_THAT(after([](TakeParts& take) { take.metadata(kChainName).name = "x"; }, Seals::kKeep),
              HasSubstr("seal/chain-missing"));
}

// A forgery contradicts nothing inside; only its head, which a signature would hold, is another.
TEST(DoctorSeal, AForgedTakeHasAnotherHead) {
  const Diagnosis original = examine(sound_take());
  const Diagnosis forged = examine(with_another_cue(Seals::kForge));
  EXPECT_EQ(findings(forged), "");
  EXPECT_NE(forged.chain_head, original.chain_head);
  EXPECT_NE(forged.seal_sha256, original.seal_sha256);
}

TEST(DoctorSeal, AForgedSealHasAnotherHash) {
  TakeParts parts = take_apart(sound_take());
  SealRecord seal = *seal_from_metadata(parts.metadata(kSealName));
  seal.seal.pcm_sha256[3] ^= 1;
  parts.metadata(kSealName) = seal_to_metadata(seal);
  const Diagnosis original = examine(sound_take());
  const Diagnosis forged = examine(put_together(parts, Seals::kKeep));
  EXPECT_EQ(findings(forged), "");
  EXPECT_EQ(forged.chain_head, original.chain_head);
  EXPECT_NE(forged.seal_sha256, original.seal_sha256);
}

// ---- recovered takes, and JSONL ----

TEST(DoctorSeal, FindsRecoveredTakesSound) {
  const Bytes whole = sound_take();
  for (int kind = 0; kind < kDamageKindCount; ++kind) {
    for (std::int64_t n = 0; n < 30; ++n) {
      const DamagePlan plan = plan_damage(static_cast<DamageKind>(kind), 5, n, whole.size());
      const auto recovered = recover_bytes(damaged(whole, plan));
      if (recovered) {
        const Diagnosis diagnosis = examine(recovered->bytes);
        EXPECT_TRUE(diagnosis.sound()) << to_string(plan) << "\n" << findings(diagnosis);
        EXPECT_EQ(findings(diagnosis).find("structure/recovered: ") == std::string::npos,
                  recovered->report.lossless())
            << to_string(plan);
      }
    }
  }
}

Diagnosis examine_jsonl(ByteSpan bytes) {
  MemoryFileSystem fs;
  fs.put("take.jsonl", bytes);
  auto diagnosis = diagnose(fs, "take.jsonl");
  EXPECT_TRUE(diagnosis.has_value()) << diagnosis.error().message;
  return diagnosis.value_or(Diagnosis{});
}

TEST(DoctorSeal, ExaminesJsonl) {
  const Diagnosis original = examine(sound_take());
  for (const char* name : {"take.jsonl", "take.jsonl.zst"}) {
    const Bytes text = converted(sound_take(), name);
    const Diagnosis diagnosis = examine_jsonl(text);
    EXPECT_EQ(findings(diagnosis), "");
    EXPECT_EQ(diagnosis.chain_head, original.chain_head);
    EXPECT_EQ(diagnosis.seal_sha256, original.seal_sha256);
  }
}

TEST(DoctorSeal, FindsWhatWasAlteredInJsonl) {
  Bytes text = converted(sound_take(), "take.jsonl");
  const std::size_t marker = as_text(text).find("marker 1");
  ASSERT_NE(marker, std::string_view::npos);
  text[marker + 7] = std::byte{'9'};
  const Diagnosis diagnosis = examine_jsonl(text);
  EXPECT_FALSE(diagnosis.sound());
  EXPECT_THAT(findings(diagnosis), HasSubstr("container/text: "));
}

}  // namespace
}  // namespace reprise::timeline
