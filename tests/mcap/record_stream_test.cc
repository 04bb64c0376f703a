#include "core/mcap/record_stream.h"

#include <algorithm>
#include <cstring>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/hash.h"
#include "tests/mcap/damage_text.h"
#include "tests/mcap/foreign_file.h"

namespace reprise::mcap {
namespace {

using testing::ElementsAre;

struct Reading {
  std::vector<int> kinds;
  std::vector<std::uint64_t> times;  // of messages
  std::vector<Damage> damage;
  bool finished = false;
  std::optional<Error> error;
};

Reading read(const Bytes& bytes) {
  const File file(opened(bytes));
  DamageLog log;
  RecordStream stream(file, log);
  Reading reading;
  while (true) {
    const auto record = stream.next();
    if (!record) {
      reading.error = record.error();
      break;
    }
    if (!*record) {
      break;
    }
    reading.kinds.push_back((*record)->opcode);
    if ((*record)->is(Opcode::kMessage)) {
      const auto message = parse_message((*record)->content);
      EXPECT_TRUE(message.has_value());
      EXPECT_EQ(Bytes(message->data.begin(), message->data.end()),
                message_data(message->log_time, message->data.size()));
      reading.times.push_back(message->log_time);
    }
  }
  reading.damage = log.entries();
  reading.finished = stream.finished();
  return reading;
}

// The error of a reading that takes no damage, or "".
std::string first_error(const Bytes& bytes) {
  const File file(opened(bytes));
  RecordStream stream(file);
  while (true) {
    const auto record = stream.next();
    if (!record) {
      return record.error().message;
    }
    if (!*record) {
      return "";
    }
  }
}

TEST(RecordStream, UnpacksEveryCompression) {
  ForeignFile file;
  file.put_channel(1, "t")
      .put_messages({1, 2}, Packing::kNone, 3000)
      .put_messages({3, 4}, Packing::kZstd, 3000)
      .put_messages({5, 6}, Packing::kLz4, 200'000)
      .end();
  const Reading reading = read(file.bytes());
  EXPECT_THAT(reading.times, ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_THAT(reading.kinds, ElementsAre(1, 3, 4, 6, 5, 5, 6, 5, 5, 6, 5, 5, 15, 2));
  EXPECT_EQ(damage_text(reading.damage), "");
  EXPECT_TRUE(reading.finished);
  EXPECT_EQ(first_error(file.bytes()), "");
}

TEST(RecordStream, ReadsRecordsInAnyPlace) {
  Bytes inside;
  put_record(inside, Schema{1, "s", "text", {}});
  put_record(inside, Channel{1, 1, "t", "text", {}});
  const Bytes data = message_data(7, 20);
  put_record(inside, Message{1, 0, 7, 7, data});
  ForeignFile file;
  file.put(Metadata{"first", {}})
      .put_chunk(inside, Packing::kLz4, 7, 7)
      .put(Attachment{1, 1, "a", "b", data})
      .put_raw(0x80, data)
      .put_raw(0x7F, data)
      .put(Message{1, 1, 7, 7, data})
      .put(Metadata{"last", {}})
      .end();
  const Reading reading = read(file.bytes());
  EXPECT_THAT(reading.kinds, ElementsAre(1, 12, 6, 3, 4, 5, 9, 0x80, 0x7F, 5, 12, 15, 2));
  EXPECT_EQ(damage_text(reading.damage), "");
}

TEST(RecordStream, AnUnfinishedFileEndsWithoutDamage) {
  ForeignFile file;
  file.put_channel(1, "t").put_messages({1}, Packing::kZstd);
  const Reading reading = read(file.bytes());
  EXPECT_THAT(reading.times, ElementsAre(1));
  EXPECT_EQ(damage_text(reading.damage), "");
  EXPECT_FALSE(reading.finished);
}

TEST(RecordStream, EveryPrefixIsReadAsFarAsItGoes) {
  ForeignFile file;
  file.put_channel(1, "t")
      .put_messages({1, 2}, Packing::kLz4)
      .put_messages({3, 4}, Packing::kNone)
      .put(Metadata{"m", {{"k", "v"}}})
      .end();
  std::size_t before = 0;
  for (std::size_t size = 0; size < file.bytes().size(); ++size) {
    const Reading reading =
        read(Bytes(file.bytes().begin(), file.bytes().begin() + static_cast<std::ptrdiff_t>(size)));
    EXPECT_FALSE(reading.finished) << size;
    EXPECT_TRUE(size < kMagic.size() + kRecordHeaderSize || !reading.error) << size;
    EXPECT_GE(reading.times.size(), before) << size;
    before = reading.times.size();
  }
  EXPECT_EQ(before, 4U);
}

// Whatever byte is hit: no crash, no message that was not written, and somebody notices.
TEST(RecordStream, EveryFlippedByteIsNoticed) {
  ForeignFile file;
  file.put_channel(1, "t")
      .put_messages({1, 2}, Packing::kLz4)
      .put_messages({3, 4}, Packing::kNone)
      .put(Metadata{"m", {{"k", "v"}}})
      .end();
  for (std::size_t at = 0; at < file.bytes().size(); ++at) {
    Bytes flipped = file.bytes();
    flipped[at] ^= std::byte{0x04};
    const Reading reading = read(flipped);
    EXPECT_TRUE(!reading.damage.empty() || reading.error) << at;
    EXPECT_NE(first_error(flipped), "") << at;
    EXPECT_LE(reading.times.size(), 4U) << at;
  }
}

// What cannot be unpacked is skipped; the rest is there.
TEST(RecordStream, ADamagedChunkCostsItselfAlone) {
  ForeignFile file;
  file.put_channel(1, "t").put_messages({1}, Packing::kLz4);
  const std::size_t start = file.bytes().size();
  file.put_messages({2}, Packing::kLz4, 500);
  const std::size_t end = file.bytes().size();
  file.put_messages({3}, Packing::kZstd).end();
  for (std::size_t at = start; at < end; ++at) {
    Bytes flipped = file.bytes();
    flipped[at] ^= std::byte{0x20};
    const Reading reading = read(flipped);
    // The chunk's own times are under no CRC of its own.
    const bool times = at >= start + 9 && at < start + 25;
    if (times) {
      EXPECT_THAT(reading.times, ElementsAre(1, 2, 3)) << at - start;
    } else {
      EXPECT_THAT(reading.times, ElementsAre(1, 3)) << at - start;
    }
  }
}

TEST(RecordStream, HugeLengthsCostNothing) {
  constexpr auto kHuge = ~std::uint64_t{0};
  for (const std::uint64_t length : {kHuge, std::uint64_t{1} << 62, std::uint64_t{1} << 40}) {
    Bytes content;
    ByteWriter writer(content);
    for (int field = 0; field < 3; ++field) {
      writer.put(field == 2 ? length : std::uint64_t{0});
    }
    writer.put(std::uint32_t{0});
    writer.put_string("lz4");
    writer.put(length);
    ForeignFile file;
    file.put_channel(1, "t").put_raw(6, content).put_messages({9}, Packing::kLz4).end();
    EXPECT_THAT(read(file.bytes()).times, ElementsAre(9));
  }
}

TEST(RecordStream, SizesThatNoFrameCanHoldAreRefused) {
  const Bytes frame(100, std::byte{1});
  for (const std::string compression : {"lz4", "zstd"}) {
    ForeignFile file;
    file.put(Chunk{0, 0, kMaxChunkBytes, 0, compression, frame});
    const Reading reading = read(file.bytes());
    ASSERT_EQ(reading.damage.size(), 1U);
  }
}

TEST(RecordStream, AMessageFileIsFoundAgainBehindDamage) {
  ForeignFile file;
  file.put_channel(1, "t");
  std::size_t hit = 0;
  for (std::uint64_t time = 0; time < 20; ++time) {
    hit = time == 7 ? file.bytes().size() : hit;
    const Bytes data = message_data(time, 100);
    file.put(Message{1, 0, time, time, data});
  }
  file.end();
  Bytes damaged = file.bytes();
  std::fill_n(damaged.begin() + static_cast<std::ptrdiff_t>(hit), 50, std::byte{0xEE});
  const Reading reading = read(damaged);
  EXPECT_EQ(reading.times.size(), 19U);
  EXPECT_THAT(reading.times, testing::Not(testing::Contains(7)));
}

// An incompressible chunk holds its messages verbatim; they must not be taken for others.
TEST(RecordStream, MessagesInsideALostChunkAreNotTheFilesOwn) {
  ForeignFile file;
  file.put_channel(1, "t").put_messages({1}, Packing::kZstd);
  const std::size_t lost = file.bytes().size();
  file.put_messages({2, 3, 4, 5, 6}, Packing::kNone, 400).put_messages({7}, Packing::kZstd).end();
  Bytes damaged = file.bytes();
  damaged[lost] = std::byte{0};
  EXPECT_THAT(read(damaged).times, ElementsAre(1, 7));
}

TEST(RecordStream, OtherFilesAreRefused) {
  EXPECT_EQ(first_error(Bytes(1000, std::byte{7})), "this is not an MCAP file");
  EXPECT_EQ(first_error({}), "this is not an MCAP file");
}

// Zeros between two ends: what a file with holes reads as.
class SparseFile final : public RandomAccessFile {
 public:
  SparseFile(Bytes front, std::uint64_t zeros, Bytes back)
      : front_(std::move(front)), zeros_(zeros), back_(std::move(back)) {}
  [[nodiscard]] std::uint64_t size() const override {
    return front_.size() + zeros_ + back_.size();
  }
  Status read_at(std::uint64_t offset, std::span<std::byte> out) const override {
    std::ranges::fill(out, std::byte{0});
    put(front_, 0, offset, out);
    put(back_, front_.size() + zeros_, offset, out);
    return {};
  }

 private:
  static void put(const Bytes& piece, std::uint64_t at, std::uint64_t offset,
                  std::span<std::byte> out) {
    const std::uint64_t from = std::max(at, offset);
    const std::uint64_t to = std::min(at + piece.size(), offset + out.size());
    for (std::uint64_t i = from; i < to; ++i) {
      out[static_cast<std::size_t>(i - offset)] = piece[static_cast<std::size_t>(i - at)];
    }
  }

  Bytes front_;
  std::uint64_t zeros_;
  Bytes back_;
};

TEST(RecordStream, StepsOverAnAttachmentThatIsTooLargeToBeRead) {
  constexpr std::uint64_t kZeros = kMaxRecordBytes;
  ForeignFile inner;  // which the attachment holds
  inner.put_channel(9, "/inner").put_messages({900, 901}, Packing::kNone).end();
  ForeignFile front;
  front.put_channel(1, "/a");
  const std::uint64_t at = front.bytes().size();
  Bytes attachment;
  put_record(attachment, Attachment{0, 0, "film.mp4", "video/mp4", inner.bytes()});
  attachment.resize(attachment.size() - 4);  // its CRC comes behind the zeros
  const std::uint64_t length = attachment.size() - kRecordHeaderSize + kZeros + 4;
  std::memcpy(attachment.data() + 1, &length, sizeof length);
  const std::uint64_t data_length = inner.bytes().size() + kZeros;
  std::memcpy(attachment.data() + attachment.size() - inner.bytes().size() - 8, &data_length,
              sizeof data_length);
  Bytes start = front.bytes();
  start.insert(start.end(), attachment.begin(), attachment.end());
  ForeignFile behind;
  const std::size_t skip = behind.bytes().size();
  behind.put_messages({5, 6}, Packing::kZstd);
  Bytes back;
  ByteWriter(back).put(std::uint32_t{0});  // no CRC
  ByteWriter(back).put_bytes(ByteSpan(behind.bytes()).subspan(skip));
  put_data_end(back, 0);

  const File file(std::make_unique<SparseFile>(std::move(start), kZeros, std::move(back)));
  DamageLog log;
  RecordStream stream(file, log);
  std::vector<std::uint64_t> times;
  for (auto record = stream.next(); record && *record; record = stream.next()) {
    if ((*record)->is(Opcode::kMessage)) {
      times.push_back(parse_message((*record)->content)->log_time);
    }
  }
  EXPECT_THAT(times, ElementsAre(5, 6));
  ASSERT_EQ(log.entries().size(), 1U);
  EXPECT_EQ(log.entries()[0].offset, at);
  EXPECT_EQ(log.entries()[0].bytes, kRecordHeaderSize + length);
  EXPECT_THAT(log.entries()[0].what, testing::HasSubstr("too large"));
}

}  // namespace
}  // namespace reprise::mcap
