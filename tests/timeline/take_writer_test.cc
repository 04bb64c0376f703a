#include "core/timeline/take_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/wait_until.h"
#include "tests/timeline/fault_file_system.h"
#include "tests/timeline/take_fixture.h"

namespace reprise::timeline {
namespace {

Result<TakeWriter> start(FileSystem& fs, const TakeWriterOptions& options = {}) {
  return TakeWriter::create(fs, "take.mcap", small_header(), small_attachments(), options);
}

ReadTake read_partial(const MemoryFileSystem& fs) {
  const auto bytes = fs.content("take.mcap.partial");
  EXPECT_TRUE(bytes.has_value());
  auto take = read_take(*bytes);
  EXPECT_TRUE(take.has_value()) << take.error().message;
  return std::move(*take);
}

TEST(TakeWriter, TheFileHasItsFinalNameOnlyWhenSealed) {
  FaultFileSystem fs;
  auto writer = start(fs);
  ASSERT_TRUE(writer.has_value());
  EXPECT_TRUE(fs.exists("take.mcap.partial"));
  EXPECT_FALSE(fs.exists("take.mcap"));
  ASSERT_TRUE(writer->seal({}).has_value());
  EXPECT_FALSE(fs.exists("take.mcap.partial"));
  EXPECT_TRUE(fs.exists("take.mcap"));
}

TEST(TakeWriter, AnUnfinishedTakeIsNeverOverwritten) {
  FaultFileSystem fs;
  fs.memory.put("take.mcap.partial", as_byte_span("precious"));
  const auto writer = start(fs);
  ASSERT_FALSE(writer.has_value());
  EXPECT_EQ(writer.error().code, ErrorCode::kExists);
  EXPECT_EQ(as_text(*fs.memory.content("take.mcap.partial")), "precious");
}

TEST(TakeWriter, AnUnfinishedTakeIsReplacedOnRequestWhenTheHeaderIsGood) {
  FaultFileSystem fs;
  fs.memory.put("take.mcap.partial", as_byte_span("old"));
  TakeWriterOptions options;
  options.old_partial = OldPartial::kReplace;
  TakeHeader header = small_header();
  header.audio.bits = 8;
  EXPECT_FALSE(TakeWriter::create(fs, "take.mcap", header, {}, options).has_value());
  EXPECT_EQ(as_text(*fs.memory.content("take.mcap.partial")), "old");
  auto writer = start(fs, options);
  ASSERT_TRUE(writer.has_value());
  EXPECT_TRUE(writer->seal({}).has_value());
}

TEST(TakeWriter, AttachmentsAndHeaderAreOnDiskBeforeTheFirstRecord) {
  FaultFileSystem fs;
  auto writer = start(fs);
  ASSERT_TRUE(writer.has_value());
  EXPECT_EQ(fs.faults->syncs, 1);
  const ReadTake take = read_partial(fs.memory);
  EXPECT_EQ(take.summary.header, small_header());
  EXPECT_EQ(take.attachments, small_attachments());
}

TEST(TakeWriter, ADestroyedWriterLeavesThePartialUpToAChunk) {
  FaultFileSystem fs;
  {
    auto writer = start(fs);
    for (const Record& record : performance(3)) {
      ASSERT_TRUE(writer->append(record).has_value());
    }
  }
  EXPECT_FALSE(fs.exists("take.mcap"));
  EXPECT_EQ(damage_text(read_partial(fs.memory).damage), "");
}

TEST(TakeWriter, AbandonKeepsEverythingUnsealed) {
  FaultFileSystem fs;
  auto writer = start(fs);
  for (const Record& record : performance(3)) {
    ASSERT_TRUE(writer->append(record).has_value());
  }
  ASSERT_TRUE(writer->abandon().has_value());
  const ReadTake take = read_partial(fs.memory);
  EXPECT_FALSE(take.summary.seal.has_value());
  EXPECT_EQ(take.records.size(), performance(3).size() + 1);
  EXPECT_FALSE(writer->append(Cue{}).has_value());
  EXPECT_FALSE(writer->seal({}).has_value());
  EXPECT_FALSE(writer->abandon().has_value());
}

TEST(TakeWriter, RefusedRecordsDoNotEndTheTake) {
  FaultFileSystem fs;
  auto writer = start(fs);
  const std::vector<Record> refused{AudioPacket{0, {-1}, 1, {}}, AudioPacket{1, {0}, 1, {}},
                                    small_header(), AudioPacket{0, {0}, 1, Bytes(40u << 20)}};
  for (const Record& record : refused) {
    const Status status = writer->append(record);
    ASSERT_FALSE(status.has_value());
    EXPECT_EQ(status.error().code, ErrorCode::kInvalid);
  }
  ASSERT_TRUE(writer->append(Cue{}).has_value());
  EXPECT_TRUE(writer->seal({}).has_value());
}

TEST(TakeWriter, ImpossibleOptionsAndHeadersAreRefused) {
  FaultFileSystem fs;
  TakeWriterOptions options;
  options.chunk_bytes = 0;
  EXPECT_EQ(start(fs, options).error().code, ErrorCode::kUsage);
  options = {};
  options.chunk_seconds = -1;
  EXPECT_EQ(start(fs, options).error().code, ErrorCode::kUsage);
  TakeHeader header = small_header();
  header.audio.bits = 8;
  EXPECT_EQ(TakeWriter::create(fs, "b.mcap", header, {}, {}).error().code, ErrorCode::kInvalid);
  EXPECT_FALSE(fs.exists("take.mcap.partial"));
  EXPECT_FALSE(fs.exists("b.mcap.partial"));
}

TEST(TakeWriter, LiveEveryChunkIsSynced) {
  FaultFileSystem fs;
  TakeWriterOptions options;
  options.durability = Durability::kChunk;
  auto writer = start(fs, options);
  for (const Record& record : performance(4)) {
    ASSERT_TRUE(writer->append(record).has_value());
  }
  // Seven of eight half seconds are closed by a record behind them.
  EXPECT_TRUE(wait_until([&] { return fs.faults->syncs == 1 + 7; }));
  EXPECT_TRUE(wait_until([&] { return writer->stats().synced_until.value >= 48'000 * 7 / 2; }));
  ASSERT_TRUE(writer->seal({}).has_value());
  EXPECT_EQ(writer->stats().synced_until, SampleIndex{48'000 * 4});
  EXPECT_EQ(writer->stats().bytes_written, fs.memory.content("take.mcap")->size());
  EXPECT_EQ(writer->stats().records, performance(4).size() + 1);
}

TEST(TakeWriter, FromAFileSyncsAreRare) {
  FaultFileSystem fs;
  auto writer = start(fs);
  for (const Record& record : performance(30)) {
    ASSERT_TRUE(writer->append(record).has_value());
  }
  ASSERT_TRUE(writer->seal({}).has_value());
  EXPECT_LT(fs.faults->syncs, 20);
}

TEST(TakeWriter, AFullDiskIsReportedAndWhatIsWrittenStays) {
  const std::uint64_t whole = make_take(small_header(), performance(5), small_attachments()).size();
  for (const std::uint64_t limit : {whole / 2, whole - 10'500, whole - 3'000, whole - 1}) {
    FaultFileSystem fs;
    fs.disk_limit = limit;
    auto writer = start(fs);
    ASSERT_TRUE(writer.has_value());
    Status failed;
    for (const Record& record : performance(5)) {
      failed = writer->append(record);
      if (!failed) {
        break;
      }
    }
    const auto sealed = writer->seal(small_seal(5));
    ASSERT_FALSE(sealed.has_value());
    EXPECT_EQ(sealed.error().code, ErrorCode::kNoSpace);
    EXPECT_TRUE(failed || failed.error().code == ErrorCode::kNoSpace);
    EXPECT_FALSE(fs.exists("take.mcap"));
    const ReadTake take = read_partial(fs.memory);
    EXPECT_EQ(take.summary.header, small_header());
    EXPECT_EQ(fs.memory.content("take.mcap.partial")->size(), limit);
  }
}

TEST(TakeWriter, ADiskThatIsFullAtTheStartFailsTheCreation) {
  FaultFileSystem fs;
  fs.disk_limit = 100;
  EXPECT_EQ(start(fs).error().code, ErrorCode::kNoSpace);
}

TEST(TakeWriter, AWriteErrorReachesTheNextAppend) {
  FaultFileSystem fs;
  auto writer = start(fs);
  ASSERT_TRUE(writer.has_value());
  fs.faults->before_append = [] { return fail(ErrorCode::kIo, "broken"); };
  ASSERT_TRUE(writer->append(AudioPacket{0, {0}, 1, {}}).has_value());
  ASSERT_TRUE(writer->append(AudioPacket{0, {48'000}, 1, {}}).has_value());
  EXPECT_TRUE(wait_until([&] { return !writer->append(cue_at(96'000)).has_value(); }));
  EXPECT_EQ(writer->append(cue_at(96'000)).error().message, "broken");
  EXPECT_EQ(writer->seal({}).error().message, "broken");
}

// Appends until an error comes; returns it.
Error append_until_failure(TakeWriter& writer, const std::vector<Record>& records) {
  Status status;
  for (auto record = records.begin(); status && record != records.end(); ++record) {
    status = writer.append(*record);
  }
  const auto sealed = writer.seal(small_seal(20));
  EXPECT_FALSE(sealed.has_value());
  EXPECT_TRUE(status || status.error().message == sealed.error().message);
  return sealed ? Error{} : sealed.error();
}

TEST(TakeWriter, AfterAFailedWriteNothingMoreIsWrittenAndTheRestIsSynced) {
  FaultFileSystem fs;
  auto writer = start(fs);
  const int at_start = fs.faults->appends;
  fs.faults->before_append = [faults = fs.faults.get(), at_start] {
    return faults->appends == at_start + 4 ? fail(ErrorCode::kIo, "broken once") : Status();
  };
  EXPECT_EQ(append_until_failure(*writer, performance(20)).message, "broken once");
  EXPECT_EQ(fs.faults->appends, at_start + 4);
  const WriterStats stats = writer->stats();
  EXPECT_EQ(stats.synced_until, stats.written_until);
  EXPECT_GE(stats.synced_until.value, 3 * 24'000);
  const ReadTake take = read_partial(fs.memory);
  EXPECT_EQ(damage_text(take.damage), "");
  EXPECT_EQ(take.summary.end, stats.synced_until);
}

TEST(TakeWriter, ATextThatCouldNotBeWrittenIsNotTriedAgain) {
  for (const char* name : {"take.jsonl", "take.jsonl.zst"}) {
    FaultFileSystem fs;
    auto writer = TakeWriter::create(fs, name, small_header(), small_attachments(), {});
    const int at_start = fs.faults->appends;
    fs.faults->before_append = [faults = fs.faults.get(), at_start] {
      return faults->appends == at_start + 4 ? fail(ErrorCode::kIo, "broken once") : Status();
    };
    EXPECT_EQ(append_until_failure(*writer, performance(20)).message, "broken once");
    EXPECT_EQ(fs.faults->appends, at_start + 4) << name;
  }
}

TEST(TakeWriter, AfterAFailedSyncNothingMoreIsTried) {
  FaultFileSystem fs;
  TakeWriterOptions options;
  options.durability = Durability::kChunk;
  auto writer = start(fs, options);
  const int at_start = fs.faults->appends;
  fs.faults->before_sync = [faults = fs.faults.get()] {
    return faults->syncs == 4 ? fail(ErrorCode::kIo, "not durable") : Status();
  };
  EXPECT_EQ(append_until_failure(*writer, performance(20)).message, "not durable");
  EXPECT_EQ(fs.faults->syncs, 4);
  EXPECT_EQ(fs.faults->appends, at_start + 3);
  const WriterStats stats = writer->stats();
  EXPECT_GE(stats.synced_until.value, 2 * 24'000);
  EXPECT_LT(stats.synced_until, stats.written_until);
}

TEST(TakeWriter, TheNameOfANewTakeIsSynced) {
  FaultFileSystem fs;
  const auto writer = start(fs);
  EXPECT_EQ(fs.faults->name_syncs, 1);
}

TEST(TakeWriter, ACreationThatFailsLeavesNothing) {
  FaultFileSystem fs;
  fs.disk_limit = 2000;
  EXPECT_FALSE(start(fs).has_value());
  EXPECT_FALSE(fs.exists("take.mcap.partial"));
}

// Live, with the default queue, and a disk that stands still for a minute: 24 bit sound that does
// not shrink, 60 frames and 500 cues a second.
TEST(TakeWriter, AMinuteOfSoundAndCuesWaitsForTheDisk) {
  FaultFileSystem fs;
  TakeHeader header = small_header();
  header.audio.bits = 24;
  TakeWriterOptions options;
  options.overflow = Overflow::kDrop;
  auto writer = TakeWriter::create(fs, "take.mcap", header, {}, options);
  auto gate = std::make_shared<Gate>();
  fs.faults->before_append = [gate] {
    gate->pass();
    return Status();
  };
  gate->close();
  constexpr std::int64_t kTick = 96;  // samples: 500 a second
  constexpr std::int64_t kMinute = 60 * 48'000;
  for (std::int64_t sample = 0; sample < kMinute; sample += kTick) {
    ASSERT_TRUE(writer->append(cue_at(sample)).has_value());
    if (sample % 4800 == 0) {
      ASSERT_TRUE(writer->append(AudioPacket{0, {sample}, 4800, Bytes(4800 * 6)}).has_value());
    }
    if (sample % 768 == 0) {
      FrameRecord frame;
      frame.sample = {sample};
      ASSERT_TRUE(writer->append(std::move(frame)).has_value());
    }
  }
  EXPECT_EQ(writer->stats().lost_samples, 0);
  gate->open();
  ASSERT_TRUE(writer->seal({}).has_value());
  const auto take = read_take(*fs.memory.content("take.mcap"), {Topics::kCue, {0}, {10 * kMinute}});
  std::size_t cues = 0;
  for (const Record& record : take->records) {
    cues += std::get<Cue>(record).type == CueType::kGap ? 0U : 1U;
  }
  EXPECT_EQ(cues, static_cast<std::size_t>(kMinute / kTick));
}

TEST(TakeWriter, AFailedSyncFailsTheSeal) {
  FaultFileSystem fs;
  auto writer = start(fs);
  fs.faults->before_sync = [] { return fail(ErrorCode::kIo, "not durable"); };
  EXPECT_EQ(writer->seal({}).error().message, "not durable");
  EXPECT_FALSE(fs.exists("take.mcap"));
}

TEST(TakeWriter, AFailedRenameLeavesThePartial) {
  FaultFileSystem fs;
  auto writer = start(fs);
  ASSERT_TRUE(writer->append(Cue{}).has_value());
  fs.rename_fails = true;
  EXPECT_FALSE(writer->seal({}).has_value());
  EXPECT_TRUE(read_partial(fs.memory).summary.seal.has_value());
}

std::vector<Cue> gaps_of(const ReadTake& take) {
  std::vector<Cue> gaps;
  for (const Record& record : take.records) {
    const auto* cue = std::get_if<Cue>(&record);
    if (cue != nullptr && cue->type == CueType::kGap) {
      gaps.push_back(*cue);
    }
  }
  return gaps;
}

// Live, a disk that stands still: append goes on at once, and the take tells what it lost.
TEST(TakeWriter, ASlowDiskDropsAndTells) {
  FaultFileSystem fs;
  TakeWriterOptions options;
  options.overflow = Overflow::kDrop;
  options.queue_bytes = 20'000;
  auto writer = start(fs, options);
  auto gate = std::make_shared<Gate>();
  fs.faults->before_append = [gate] {
    gate->pass();
    return Status();
  };
  gate->close();
  const auto records = performance(20, true);
  for (const Record& record : records) {
    ASSERT_TRUE(writer->append(record).has_value());
  }
  EXPECT_GT(writer->stats().dropped, 0U);
  EXPECT_GT(writer->stats().lost_samples, 0);
  gate->open();
  const WriterStats stats = writer->stats();
  const auto sealed = writer->seal({});
  ASSERT_TRUE(sealed.has_value());
  EXPECT_EQ(sealed->lost_samples, stats.lost_samples);

  const auto take = read_take(*fs.memory.content("take.mcap"));
  ASSERT_TRUE(take.has_value());
  EXPECT_EQ(damage_text(take->damage), "");
  const auto gaps = gaps_of(*take);
  double told = 0;
  std::int64_t samples = 0;
  for (const Cue& gap : gaps) {
    for (const double count : gap.values) {
      told += count;
    }
    samples += gap.number;
  }
  EXPECT_EQ(static_cast<std::uint64_t>(told), stats.dropped);
  EXPECT_EQ(samples, stats.lost_samples);
  EXPECT_EQ(take->records.size(), 1 + records.size() - stats.dropped + gaps.size());
}

TEST(TakeWriter, RecordsOutOfOrderAreWrittenAndCounted) {
  FaultFileSystem fs;
  auto writer = start(fs);
  for (const std::int64_t sample : {0, 48'000, 10, 47'999, 96'000}) {
    ASSERT_TRUE(writer->append(AudioPacket{0, {sample}, 1, {}}).has_value());
  }
  ASSERT_TRUE(writer->seal({}).has_value());
  EXPECT_EQ(writer->stats().out_of_order, 2U);
  const auto take = read_take(*fs.memory.content("take.mcap"), {Topics::kAudio, {5}, {48'000}});
  ASSERT_TRUE(take.has_value());
  EXPECT_EQ(take->records.size(), 2U);
}

TEST(TakeWriter, AReaderFollowsALiveRecording) {
  FaultFileSystem fs;
  TakeWriterOptions options;
  options.durability = Durability::kChunk;
  auto writer = start(fs, options);
  std::size_t most = 0;
  for (const Record& record : performance(4)) {
    ASSERT_TRUE(writer->append(record).has_value());
    if (std::holds_alternative<Cue>(record)) {
      const ReadTake take = read_partial(fs.memory);
      EXPECT_GE(take.records.size(), most);
      most = take.records.size();
    }
  }
  EXPECT_TRUE(wait_until([&] { return read_partial(fs.memory).summary.chunks == 8; }));
}

}  // namespace
}  // namespace reprise::timeline
