// The doctor finds nothing in a sound take, and names what is wrong in every other.
#include "core/timeline/doctor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/mcap/writer.h"
#include "core/timeline/data_chain.h"
#include "core/timeline/record_codec.h"
#include "core/timeline/seal_metadata.h"
#include "tests/timeline/doctor_fixture.h"

namespace reprise::timeline {
namespace {

using testing::HasSubstr;

TEST(Doctor, FindsNothingInSoundTakes) {
  TakeHeader live = small_header();
  live.live = true;
  for (const Bytes& take : {sound_take(), make_take(small_header(), performance(2), {}, {}, 2),
                            make_take(live, performance(2, true), small_attachments(), {}, 2)}) {
    const Diagnosis diagnosis = examine(take);
    EXPECT_EQ(findings(diagnosis), "");
    EXPECT_TRUE(diagnosis.sound());
    EXPECT_EQ(diagnosis.kind, Diagnosis::Kind::kTake);
    EXPECT_TRUE(diagnosis.chain_head.has_value());
    EXPECT_EQ(diagnosis.chain_head, diagnosis.seal->chain_head);
    EXPECT_EQ(diagnosis.header.has_value(), true);
    EXPECT_FALSE(diagnosis.first_altered.has_value());
  }
}

TEST(Doctor, SurgeryWithoutAChangeIsNone) {
  EXPECT_TRUE(put_together(take_apart(sound_take()), Seals::kKeep) == sound_take());
  EXPECT_TRUE(put_together(take_apart(sound_take()), Seals::kForge) == sound_take());
}

TEST(Doctor, AnOldTakeWithoutChainIsSound) {
  const auto bytes = read_file(posix_file_system(), GOLDEN_DIR "/format_1.mcap");
  ASSERT_TRUE(bytes.has_value());
  const Diagnosis diagnosis = examine(*bytes);
  EXPECT_TRUE(diagnosis.sound()) << findings(diagnosis);
  EXPECT_EQ(diagnosis.warnings, 3U);
  EXPECT_THAT(findings(diagnosis), HasSubstr("seal/no-chain"));
  // The schemas of /take and /frame have grown since.
  EXPECT_THAT(findings(diagnosis), HasSubstr("schema-version"));
}

TEST(Doctor, AnUnfinishedTakeIsSaidToBe) {
  const Diagnosis diagnosis = examine(unfinished(sound_take()));
  EXPECT_EQ(diagnosis.kind, Diagnosis::Kind::kUnfinished);
  EXPECT_FALSE(diagnosis.sound());
  EXPECT_FALSE(diagnosis.chain_head.has_value());
  EXPECT_THAT(findings(diagnosis), HasSubstr("seal/unfinished: the recording was not finished"));
}

TEST(Doctor, AnotherMcapFileGetsTheContainersHalf) {
  MemoryFileSystem fs;
  auto writer = mcap::Writer::create(*fs.create("a"), {"", "x"});
  ASSERT_TRUE(writer->add_schema({1, "pose", "jsonschema", {}}).has_value());
  ASSERT_TRUE(writer->add_channel({1, 1, "/robot", "json", {}}).has_value());
  mcap::ChunkBuilder chunk;
  chunk.add({1, 5, 17, 17, as_byte_span("{}")});
  ASSERT_TRUE(writer->write_chunk(chunk).has_value());
  ASSERT_TRUE(writer->finish().has_value());
  const Diagnosis diagnosis = examine(*fs.content("a"));
  EXPECT_EQ(diagnosis.kind, Diagnosis::Kind::kForeign);
  EXPECT_EQ(findings(diagnosis), "");
  EXPECT_EQ(diagnosis.counts.messages, 1U);
}

TEST(Doctor, WhatIsNoMcapIsAnError) {
  MemoryFileSystem fs;
  fs.put("a", as_byte_span("fLaC and so on"));
  const auto diagnosis = diagnose(fs, "a");
  ASSERT_FALSE(diagnosis.has_value());
  EXPECT_EQ(diagnosis.error().code, ErrorCode::kCorrupt);
  EXPECT_THAT(diagnosis.error().message, HasSubstr("a FLAC file"));
  EXPECT_EQ(diagnose(fs, "b").error().code, ErrorCode::kNotFound);
}

// ---- the rules of the format, behind correct CRCs, digests, seal and chain ----

TEST(Doctor, RecordsAreVerified) {
  EXPECT_THAT(
      after([](TakeParts& take) { message_of(take, 2, 3).data.assign(40, std::byte{0xFF}); }),
      HasSubstr("records/record: a /frame record is no valid FlatBuffer"));
  EXPECT_THAT(after([](TakeParts& take) {
                Cue cue = cue_at(48'000);
                cue.type = static_cast<CueType>(200);
                replace(message_of(take, 3, 4), cue);
              }),
              HasSubstr("records/record: a /cue record breaks a limit"));
  EXPECT_THAT(after([](TakeParts& take) { message_of(take, 3, 4).log_time += 1; }),
              HasSubstr("stands at another time than its sample's"));
}

TEST(Doctor, SequencesAreCounted) {
  EXPECT_THAT(after([](TakeParts& take) { message_of(take, 3, 2).sequence += 1; }),
              HasSubstr("records/sequence: /audio/0 goes on with record"));
}

TEST(Doctor, OrderIsKept) {
  EXPECT_THAT(
      after([](TakeParts& take) { std::swap(take.chunk(2).front(), take.chunk(2).back()); }),
      HasSubstr("records/order"));
  EXPECT_THAT(after([](TakeParts& take) { message_of(take, 1, 3).publish_time += 5; }),
              HasSubstr("records/publish-time"));
}

TEST(Doctor, TheTakeRecordStandsFirstAndAlone) {
  EXPECT_THAT(after([](TakeParts& take) {
                OwnedMessage again = take.chunk(0)[0];
                again.sequence = 1;
                take.chunk(1).push_back(again);
              }),
              HasSubstr("records/take-record: a second /take record"));
  EXPECT_THAT(after([](TakeParts& take) {
                take.chunk(0).push_back(take.chunk(1)[0]);
                take.chunk(1).erase(take.chunk(1).begin());
              }),
              HasSubstr("structure/layout: the first chunk holds more"));
  EXPECT_THAT(after([](TakeParts& take) {
                std::erase_if(take.parts, [](const SurgeryPart& part) {
                  const auto* chunk = std::get_if<OwnedChunk>(&part);
                  return chunk != nullptr && chunk->front().channel == 1;
                });
              }),
              HasSubstr("records/take-record: there is no readable /take record"));
}

TEST(Doctor, TheCopyOfTheTakeRecordIsTheSame) {
  EXPECT_THAT(after([](TakeParts& take) {
                TakeHeader other = small_header();
                other.seed += 1;
                RecordPacker packer;
                take.metadata(kHeaderCopyName) = header_copy_to_metadata(packer.pack(other));
              }),
              HasSubstr("structure/take-copy: the copy of the /take record is another one"));
  EXPECT_THAT(after([](TakeParts& take) { take.metadata(kHeaderCopyName).name = "x"; }),
              HasSubstr("structure/take-copy: the copy of the /take record is missing"));
}

TEST(Doctor, TheHeaderNamesTheFormat) {
  for (const char* library : {"reprise format 2", "reprise format 1 ", "liar"}) {
    EXPECT_THAT(after([library](TakeParts& take) { take.header.library = library; }),
                HasSubstr("structure/header: the header of the file is not that"));
  }
  EXPECT_THAT(after([](TakeParts& take) { take.header.profile = "ros2"; }),
              HasSubstr("structure/header"));
}

TEST(Doctor, SchemasAndTopicsAreThoseOfTheFormat) {
  EXPECT_THAT(after([](TakeParts& take) {
                Bytes& schema = std::get<mcap::Schema>(take.parts[2]).data;
                schema[as_text(schema).find("spectrum_hash")] = std::byte{'S'};
              }),
              HasSubstr("structure/schema: the schema of /frame differs in reprise.fb.Frame."));
  EXPECT_THAT(after([](TakeParts& take) {
                std::get<mcap::Schema>(take.parts[2]).data.assign(200, std::byte{7});
              }),
              HasSubstr("differs in everything: it is no binary schema"));
  EXPECT_THAT(after([](TakeParts& take) {
                std::swap(std::get<mcap::Schema>(take.parts[2]).data,
                          std::get<mcap::Schema>(take.parts[3]).data);
              }),
              HasSubstr("structure/schema: the schema of /frame differs in its root table"));
  EXPECT_THAT(after([](TakeParts& take) { take.channel("/hash").schema_id = 1; }),
              HasSubstr("structure/schema: the schema of /hash is not reprise.fb.Hash"));
  EXPECT_THAT(after([](TakeParts& take) { take.channel("/hash").topic = "/smell"; }),
              HasSubstr("structure/topic: the topic '/smell'"));
  EXPECT_THAT(after([](TakeParts& take) { take.channel("/hash").metadata["a"] = "b"; }),
              HasSubstr("structure/topic: the topics are not those"));
}

TEST(Doctor, PartsStandInTheirOrder) {
  EXPECT_THAT(after([](TakeParts& take) {
                const auto chunk = std::ranges::find_if(take.parts, [](const SurgeryPart& part) {
                  return std::holds_alternative<OwnedChunk>(part);
                });
                std::rotate(chunk - 1, chunk, chunk + 1);  // an attachment behind the first chunk
              }),
              HasSubstr("structure/layout: an attachment stands too late"));
  EXPECT_THAT(after([](TakeParts& take) { take.parts.push_back(take.metadata(kSealName)); }),
              HasSubstr("structure/layout: a second seal"));
}

// ---- sound ----

TEST(Doctor, SoundHasNoHolesUnlessACueTellsOfThem) {
  const auto lose_a_packet = [](TakeParts& take) {
    OwnedChunk& chunk = take.chunk(3);
    std::erase_if(chunk, [gone = false](const OwnedMessage& message) mutable {
      return message.channel == 2 && !std::exchange(gone, true);
    });
  };
  EXPECT_THAT(after(lose_a_packet), HasSubstr("sound/sound-gap: /audio/0 lacks samples"));

  std::vector<Record> records = performance(3);
  const auto lost = std::ranges::find_if(records, [](const Record& record) {
    const auto* packet = std::get_if<AudioPacket>(&record);
    return packet != nullptr && packet->first.value == 40'960;
  });
  Cue gap = cue_at(45'056);
  gap.type = CueType::kGap;
  gap.duration = {4096};
  gap.number = 4096;
  *lost = gap;
  std::ranges::stable_sort(records, {}, [](const Record& record) {
    return std::pair(sample_of(record), record.index());
  });
  Diagnosis told = examine(make_take(small_header(), records, {}, {}, 3));
  EXPECT_EQ(findings(told), "seal/seal-lost: gap cues tell of 4096 lost samples, the seal of 0\n");
}

TEST(Doctor, SoundBeginsWithTheTake) {
  EXPECT_THAT(after([](TakeParts& take) {
                OwnedChunk& chunk = take.chunk(1);
                chunk.erase(std::ranges::find(chunk, 2, &OwnedMessage::channel));
              }),
              HasSubstr("sound/sound-gap: /audio/0 lacks samples 0 to 4096"));
  std::vector<Record> silent = performance(3);
  std::erase_if(silent,
                [](const Record& record) { return std::holds_alternative<AudioPacket>(record); });
  EXPECT_EQ(findings(examine(make_take(small_header(), silent, {}, {}, 3))),
            "sound/sound-gap: /audio/0 lacks samples 0 to 144000, and no cue tells of it\n");
  TakeHeader two_lanes = small_header();
  two_lanes.lanes.push_back({"voice", 1, {}, {}});
  const Diagnosis diagnosis = examine(make_take(two_lanes, performance(3), {}, {}, 3));
  EXPECT_EQ(findings(diagnosis), "sound/sound-none: /audio/1 has no packet\n");
  EXPECT_TRUE(diagnosis.sound());
}

TEST(Doctor, TheSoundOfATrimmedTakeBeginsWhereItSays) {
  TakeHeader header = small_header();
  header.part = {{48'000}, {24'000}};
  const auto from = [](std::int64_t first) {
    std::vector<Record> records = performance(3);
    std::erase_if(records, [first](const Record& record) {
      const auto* packet = std::get_if<AudioPacket>(&record);
      return packet != nullptr && packet->first.value < first;
    });
    return records;
  };
  // A packet reaches from 20480 to 24576.
  EXPECT_EQ(findings(examine(make_take(header, from(20'480), {}, {}, 3))), "");
  EXPECT_THAT(findings(examine(make_take(header, from(24'576), {}, {}, 3))),
              HasSubstr("sound/sound-gap: /audio/0 lacks samples 24000 to 24576"));
}

TEST(Doctor, SoundDoesNotOverlap) {
  EXPECT_THAT(after([](TakeParts& take) {
                OwnedMessage& packet = message_of(take, 2, 2);
                Record record = *unpack_record({TopicKind::kAudio, 0}, packet.data);
                std::get<AudioPacket>(record).frames += 1;
                replace(packet, record);
              }),
              HasSubstr("sound/sound-overlap"));
}

TEST(Doctor, SoundIsAsLongAsTheSealSays) {
  EXPECT_THAT(findings(examine(make_take(small_header(), performance(3), {}, {}, 2))),
              HasSubstr("seal/seal-samples: /audio/0 ends at sample 144000"));
  EXPECT_THAT(findings(examine(make_take(small_header(), performance(3), {}, {}, 4))),
              HasSubstr("sound/sound-gap: /audio/0 lacks samples 144000 to 192000"));
}

// ---- attachments ----

TEST(Doctor, WhatTheShowNamesIsAttached) {
  TakeHeader header = small_header();
  header.show = R"({"policy":{"transition_preset":"wipe"},"scenes":[{"layers":[
      {"preset":"aurora","inputs":{"picture":"logo.png","level":0.5}}]}]})";
  const std::string found =
      findings(examine(make_take(header, performance(1), small_attachments(), {}, 1)));
  EXPECT_THAT(found, HasSubstr("the show needs 'images/logo.png'"));
  EXPECT_THAT(found, HasSubstr("the show needs 'presets/wipe.fs'"));
  EXPECT_THAT(found, testing::Not(HasSubstr("aurora")));
}

}  // namespace
}  // namespace reprise::timeline
