#include "tests/timeline/take_fixture.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/check.h"
#include "core/base/rng.h"
#include "core/timeline/data_chain.h"
#include "core/timeline/record_codec.h"

namespace reprise::timeline {
namespace {

constexpr std::int64_t kRate = 48000;
constexpr std::int64_t kPacket = 4096;

Bytes noise(std::size_t size, std::int64_t position) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) {
    const auto hop = HopIndex{position + static_cast<std::int64_t>(i)};
    bytes[i] = static_cast<std::byte>(random_below(1, 2, hop, 256));
  }
  return bytes;
}

FrameRecord frame_at(std::int64_t index) {
  FrameRecord frame;
  frame.index = {index};
  frame.sample = {index * kRate / 10};
  frame.size = {1280, 720};
  frame.scene = "verse";
  frame.layers.push_back({"aurora", 0.5F, {}});
  frame.features.assign(kFeatureCount, static_cast<std::uint16_t>(index * 997));
  return frame;
}

void add_live(std::vector<Record>& records, const FrameRecord& frame) {
  records.push_back(HashRecord{
      frame.index, frame.sample, frame.size, "native", {7, static_cast<std::uint64_t>(9)}});
  if (frame.index.value % 10 == 0) {
    records.push_back(HealthRecord{frame.sample, 0, 3, 1, 0, 0.25});
  }
}

}  // namespace

TakeHeader small_header() {
  TakeHeader header;
  header.engine_version = "7";
  header.lanes.push_back({"main", 1, {}, Bytes(34, std::byte{0x5A})});
  header.show = R"({"scenes":[]})";
  header.switch_mode = "time";
  return header;
}

std::vector<Record> performance(int seconds, bool live) {
  std::vector<Record> records;
  for (std::int64_t first = 0; first < seconds * kRate; first += kPacket) {
    records.push_back(
        AudioPacket{0, {first}, std::min(kPacket, seconds * kRate - first), noise(60, first)});
  }
  for (std::int64_t index = 0; index < seconds * 10; ++index) {
    const FrameRecord frame = frame_at(index);
    records.push_back(frame);
    if (live) {
      add_live(records, frame);
    }
  }
  for (std::int64_t second = 0; second < seconds; ++second) {
    Cue cue;
    cue.sample = {second * kRate};
    cue.text = "marker " + std::to_string(second);
    records.push_back(cue);
  }
  std::ranges::stable_sort(records, [](const Record& a, const Record& b) {
    return std::pair(sample_of(a), a.index()) < std::pair(sample_of(b), b.index());
  });
  return records;
}

std::vector<Attachment> small_attachments() {
  return {{"presets/aurora.fs", "text/plain", Bytes(300, std::byte{'a'})},
          {"presets/empty.vs", "text/plain", {}}};
}

Cue cue_at(std::int64_t sample) {
  Cue cue;
  cue.sample = {sample};
  return cue;
}

TakeHeader extreme_header() {
  TakeHeader header = small_header();
  header.engine_version = "µ–∞";
  header.audio = {192'000, 8, 24};
  header.lanes = {{"", -0.5, {-kMaxSample}, {}},
                  {std::string(1000, 'x'), std::numeric_limits<double>::max(), {kMaxSample}, {}}};
  header.size = {kMaxImageSide, 1};
  header.fps = {1'000'000'000, 1'000'001};
  header.seed = std::numeric_limits<std::uint64_t>::max();
  header.show = std::string("with a \0 inside", 15);
  header.quality = Quality::kUltra;
  header.epoch_ns = kMaxEpochNs;
  header.live = true;
  header.gl = GlFingerprint{"native", "", "renderer", "4.5"};
  header.part = TakePart{{kMaxSample}, {kMaxSample - 1}};
  return header;
}

std::vector<Record> extreme_records() {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  FrameRecord frame;
  frame.index = {kMaxSample};
  frame.sample = {kMaxSample};
  frame.size = {kMaxImageSide, kMaxImageSide};
  frame.scene = "scene";
  frame.entry = std::numeric_limits<std::int64_t>::min();
  InputValue input;
  input.name = "input";
  input.type = InputType::kCube;
  input.value = {-kInfinity, std::numeric_limits<float>::denorm_min(), 0, -0.0F};
  input.last_event = std::numeric_limits<std::int64_t>::max();
  input.picture = {"picture.png", {std::numeric_limits<std::int64_t>::min()}};
  frame.layers = {{"preset", -kInfinity, {input, {}}}, {"", 0, {}}, {}};
  frame.outgoing = "outgoing";
  frame.transition_preset = "transition";
  frame.transition_progress = std::numeric_limits<float>::max();
  frame.features.assign(kMaxFeatures, 65535);
  frame.spectrum_hash = 65535;
  frame.quality = Quality::kFast;
  frame.flags = 255;
  frame.before = FrameIndex{frame.index.value - 1};

  Cue cue{{kMaxSample}, CueType::kGap, CueOrigin::kRecorder, "target", "text", {}, 0, {kMaxSample}};
  cue.values = {std::numeric_limits<double>::lowest(), -std::numeric_limits<double>::infinity(),
                std::numeric_limits<double>::denorm_min(), 0};
  cue.number = std::numeric_limits<std::int64_t>::min();

  constexpr auto kAll32 = std::numeric_limits<std::uint32_t>::max();
  constexpr auto kAll64 = std::numeric_limits<std::uint64_t>::max();
  return {AudioPacket{1, {kMaxSample - 1}, 1, Bytes(100'000, std::byte{0xFF})},
          AudioPacket{},
          frame,
          FrameRecord{},
          cue,
          Cue{},
          HashRecord{{kMaxSample}, {kMaxSample}, {1, kMaxImageSide}, "portable", {kAll64, kAll64}},
          HashRecord{},
          HealthRecord{{kMaxSample}, kAll32, kAll32, kAll32, kAll32, -1e300},
          HealthRecord{}};
}

Seal small_seal(int seconds) {
  Seal seal;
  seal.pcm_sha256 = sha256(as_byte_span("pcm"));
  seal.source_sha256 = sha256(as_byte_span("source"));
  seal.samples = {seconds * kRate};
  seal.clipped_samples = 5;
  return seal;
}

Bytes make_take(const TakeHeader& header, const std::vector<Record>& records,
                const std::vector<Attachment>& attachments, const TakeWriterOptions& options,
                int seconds) {
  MemoryFileSystem fs;
  auto writer = TakeWriter::create(fs, "take.mcap", header, attachments, options);
  CHECK(writer.has_value());
  for (const Record& record : records) {
    CHECK(writer->append(record).has_value());
  }
  CHECK(writer->seal(small_seal(seconds)).has_value());
  CHECK(!fs.exists("take.mcap.partial"));
  return *fs.content("take.mcap");
}

Bytes unfinished(ByteSpan sealed) {
  constexpr std::size_t kBeforeName = mcap::kRecordHeaderSize + sizeof(std::uint32_t);
  const std::size_t name = as_text(sealed).find(kChainName);
  CHECK(name != std::string_view::npos);
  return {sealed.begin(), sealed.begin() + static_cast<std::ptrdiff_t>(name - kBeforeName)};
}

Result<ReadTake> read_take(ByteSpan bytes, const ReadRange& range) {
  MemoryFileSystem fs;
  fs.put("take.mcap", bytes);
  TRY_ASSIGN(TakeReader reader, TakeReader::open(fs, "take.mcap"));
  ReadTake take;
  take.summary = reader.summary();
  TRY_ASSIGN(take.attachments, reader.attachments());
  TakeReader::Cursor cursor = reader.read(range);
  while (true) {
    TRY_ASSIGN(auto record, cursor.next());
    if (!record) {
      break;
    }
    take.records.push_back(std::move(*record));
  }
  take.damage = reader.damage();
  return take;
}

bool is_part_of(const std::vector<Record>& part, const std::vector<Record>& whole) {
  auto at = whole.begin();
  for (const Record& record : part) {
    at = std::find(at, whole.end(), record);
    if (at == whole.end()) {
      return false;
    }
    ++at;
  }
  return true;
}

}  // namespace reprise::timeline
