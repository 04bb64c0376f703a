#include "core/timeline/write_queue.h"

#include <chrono>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reprise::timeline {
namespace {

constexpr std::size_t kPacketBytes = 1000;

Record packet(std::int64_t first) {
  return AudioPacket{0, {first}, 100, Bytes(kPacketBytes)};
}
Record frame(std::int64_t sample) {
  FrameRecord record;
  record.sample = {sample};
  return record;
}
Record hash(std::int64_t sample) {
  return HashRecord{{}, {sample}, {}, "", {}};
}
Record cue(std::int64_t sample) {
  Cue record;
  record.sample = {sample};
  return record;
}

std::size_t packet_cost() {
  return memory_cost(packet(0));
}

// What comes out of a closed queue.
std::vector<Record> drain(WriteQueue& queue) {
  std::vector<Record> out;
  queue.close();
  while (auto item = queue.pop()) {
    out.push_back(std::move(item->record));
  }
  return out;
}

void fill(WriteQueue& queue, int packets, std::int64_t from = 0) {
  for (int i = 0; i < packets; ++i) {
    ASSERT_TRUE(queue.push(packet(from + i * 100), {}).has_value());
  }
}

TEST(WriteQueue, KeepsTheOrder) {
  WriteQueue queue(Overflow::kDrop, {100 * packet_cost(), 1000});
  fill(queue, 3);
  ASSERT_TRUE(queue.push(frame(300), 7).has_value());
  EXPECT_EQ(sample_of(queue.pop()->record), SampleIndex{0});
  EXPECT_EQ(sample_of(queue.pop()->record), SampleIndex{100});
  EXPECT_EQ(drain(queue).size(), 2U);
}

TEST(WriteQueue, ATinyQueueHasRoomForItsGaps) {
  for (const std::size_t records : {1U, 2U, 3U}) {
    WriteQueue queue(Overflow::kDrop, {100 * packet_cost(), records});
    fill(queue, 5);
    for (std::size_t i = 0; i < records; ++i) {
      ASSERT_TRUE(queue.pop());
    }
    fill(queue, 5, 500);
    std::int64_t told = 0;
    for (const Record& record : drain(queue)) {
      const auto* gap = std::get_if<Cue>(&record);
      told += gap != nullptr ? gap->number : 0;
    }
    EXPECT_EQ(told, queue.lost_samples()) << records;
  }
}

TEST(WriteQueue, DropsDiagnosisFirstThenFramesThenTheRest) {
  WriteQueue queue(Overflow::kDrop, {100 * packet_cost(), 1000});
  fill(queue, 30);
  ASSERT_TRUE(queue.push(hash(3000), {}).has_value());
  EXPECT_EQ(queue.dropped(), 1U);
  ASSERT_TRUE(queue.push(frame(3000), {}).has_value());
  EXPECT_EQ(queue.dropped(), 1U);
  fill(queue, 25, 3000);
  ASSERT_TRUE(queue.push(frame(5500), {}).has_value());
  EXPECT_EQ(queue.dropped(), 2U);
  ASSERT_TRUE(queue.push(cue(5500), {}).has_value());
  fill(queue, 40, 5500);
  EXPECT_EQ(queue.dropped(), 2U);
  fill(queue, 10, 9500);
  EXPECT_GT(queue.dropped(), 2U);
  EXPECT_EQ(queue.lost_samples(), 100 * (static_cast<std::int64_t>(queue.dropped()) - 2));
}

TEST(WriteQueue, AGapCueSaysWhatIsMissingWhereRecordingGoesOn) {
  WriteQueue queue(Overflow::kDrop, {10 * packet_cost(), 1000});
  fill(queue, 12);
  EXPECT_EQ(queue.dropped(), 2U);
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(queue.pop().has_value());
  }
  ASSERT_TRUE(queue.push(packet(1200), {}).has_value());
  const auto rest = drain(queue);
  ASSERT_EQ(rest.size(), 2U);
  const auto* gap = std::get_if<Cue>(&rest[0]);
  ASSERT_NE(gap, nullptr);
  EXPECT_EQ(gap->type, CueType::kGap);
  EXPECT_EQ(gap->origin, CueOrigin::kRecorder);
  EXPECT_EQ(gap->sample, SampleIndex{1200});
  EXPECT_EQ(gap->duration, SampleIndex{200});
  EXPECT_EQ(gap->number, 200);
  EXPECT_THAT(gap->values, testing::ElementsAre(0, 2, 0, 0, 0, 0));
  EXPECT_THAT(gap->text, testing::HasSubstr("2 /audio"));
}

TEST(WriteQueue, AGapThatNeverEndsIsReportedAtTheClose) {
  WriteQueue queue(Overflow::kDrop, {4 * packet_cost(), 1000});
  fill(queue, 9);
  const auto rest = drain(queue);
  ASSERT_EQ(rest.size(), 5U);
  EXPECT_EQ(std::get<Cue>(rest.back()).number, 500);
  EXPECT_EQ(std::get<Cue>(rest.back()).sample, SampleIndex{800});
}

TEST(WriteQueue, IsBoundedByRecordsToo) {
  WriteQueue queue(Overflow::kDrop, {1 << 20, 8});
  for (std::int64_t i = 0; i < 12; ++i) {
    ASSERT_TRUE(queue.push(cue(i), {}).has_value());
  }
  EXPECT_EQ(queue.dropped(), 4U);
  ASSERT_TRUE(queue.push(frame(12), {}).has_value());
  EXPECT_EQ(queue.dropped(), 5U);
  const auto rest = drain(queue);
  ASSERT_EQ(rest.size(), 9U) << "a gap has its place in a full queue";
  EXPECT_THAT(std::get<Cue>(rest.back()).values, testing::ElementsAre(0, 0, 1, 4, 0, 0));
}

TEST(WriteQueue, WhatIsNotTakenStaysAsItWas) {
  WriteQueue queue(Overflow::kDrop, {2 * packet_cost(), 1000});
  fill(queue, 2);
  Record dropped = packet(200);
  ASSERT_TRUE(queue.push(std::move(dropped), {}).has_value());
  EXPECT_EQ(dropped, packet(200));
  queue.fail_with({ErrorCode::kIo, "broken"});
  EXPECT_FALSE(queue.push(std::move(dropped), {}).has_value());
  EXPECT_EQ(dropped, packet(200));
}

TEST(WriteQueue, SoundIsTakenAgainAsSoonAsHalfIsFree) {
  WriteQueue queue(Overflow::kDrop, {10 * packet_cost(), 1000});
  fill(queue, 11);
  EXPECT_EQ(queue.dropped(), 1U);
  for (int i = 0; i < 7; ++i) {
    ASSERT_TRUE(queue.pop().has_value());
  }
  fill(queue, 1, 1100);
  EXPECT_EQ(queue.dropped(), 1U);
  ASSERT_TRUE(queue.push(frame(1200), {}).has_value());
  EXPECT_EQ(queue.dropped(), 2U) << "frames wait until the queue is nearly empty";
}

TEST(WriteQueue, WaitsForSpace) {
  WriteQueue queue(Overflow::kWait, {2 * packet_cost(), 1000});
  std::thread producer([&] {
    for (int i = 0; i < 200; ++i) {
      EXPECT_TRUE(queue.push(packet(i * 100), {}).has_value());
    }
    queue.close();
  });
  std::int64_t expected = 0;
  while (const auto item = queue.pop()) {
    EXPECT_EQ(sample_of(item->record).value, expected);
    expected += 100;
  }
  producer.join();
  EXPECT_EQ(expected, 20'000);
  EXPECT_EQ(queue.dropped(), 0U);
}

TEST(WriteQueue, ARecordLargerThanTheQueuePassesAlone) {
  WriteQueue queue(Overflow::kWait, {1, 1000});
  ASSERT_TRUE(queue.push(packet(0), {}).has_value());
  EXPECT_EQ(drain(queue).size(), 1U);
}

TEST(WriteQueue, AFailureOfTheConsumerWakesTheProducer) {
  WriteQueue queue(Overflow::kWait, {1, 1000});
  ASSERT_TRUE(queue.push(packet(0), {}).has_value());
  std::thread consumer([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    queue.fail_with({ErrorCode::kNoSpace, "full"});
  });
  const Status status = queue.push(packet(100), {});
  consumer.join();
  ASSERT_FALSE(status.has_value());
  EXPECT_EQ(status.error().code, ErrorCode::kNoSpace);
  EXPECT_FALSE(queue.push(packet(200), {}).has_value());
}

}  // namespace
}  // namespace reprise::timeline
