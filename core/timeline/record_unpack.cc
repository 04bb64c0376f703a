#include <algorithm>
#include <bit>
#include <cstring>

#include "core/timeline/record_codec.h"
#include "schema/audio_generated.h"
#include "schema/cue_generated.h"
#include "schema/frame_generated.h"
#include "schema/hash_generated.h"
#include "schema/health_generated.h"
#include "schema/take_generated.h"

namespace reprise::timeline {
namespace {

constexpr flatbuffers::uoffset_t kMaxRecordDepth = 8;
constexpr std::int64_t kBeforeNotTold = -2;
constexpr flatbuffers::uoffset_t kMaxTables = 1'000'000;

// Copies strings and vectors out of one verified message. A FlatBuffer may point at the same bytes
// many times, which would let a small message unfold into a huge record; ours never do, so all that
// is copied must fit into the message once.
class Unfolder {
 public:
  explicit Unfolder(std::size_t message_bytes) : budget_(message_bytes) {}

  [[nodiscard]] bool exhausted() const { return exhausted_; }

  std::string text(const flatbuffers::String* from) {
    return take(from, 1) ? std::string(from->c_str(), from->size()) : std::string();
  }
  Bytes data(const flatbuffers::Vector<std::uint8_t>* from) {
    Bytes out;
    if (take(from, 1)) {
      const auto* bytes = reinterpret_cast<const std::byte*>(from->data());
      out.assign(bytes, bytes + from->size());
    }
    return out;
  }
  template <typename T>
  std::vector<T> numbers(const flatbuffers::Vector<T>* from) {
    std::vector<T> out;
    if (take(from, sizeof(T)) && from->size() > 0) {
      // The verifier lets elements lie at any address, and FlatBuffers would read them there.
      static_assert(std::endian::native == std::endian::little);
      out.resize(from->size());
      std::memcpy(out.data(), from->Data(), from->size() * sizeof(T));
    }
    return out;
  }
  template <typename Table, typename Unpack>
  auto tables(const flatbuffers::Vector<flatbuffers::Offset<Table>>* from, Unpack unpack) {
    std::vector<decltype(unpack(*this, std::declval<const Table&>()))> out;
    if (take(from, kTableBytes)) {
      for (const Table* table : *from) {
        out.push_back(unpack(*this, *table));
      }
    }
    return out;
  }

 private:
  static constexpr std::size_t kTableBytes = 8;  // its offset, and at least the one to its vtable

  // False when there is nothing to copy, or no budget for it.
  template <typename VectorType>
  bool take(const VectorType* from, std::size_t element_bytes) {
    if (from == nullptr || exhausted_) {
      return false;
    }
    const std::size_t bytes = sizeof(flatbuffers::uoffset_t) + from->size() * element_bytes;
    exhausted_ = bytes > budget_;
    budget_ -= exhausted_ ? 0 : bytes;
    return !exhausted_;
  }

  std::size_t budget_;
  bool exhausted_ = false;
};

ImageSize unpack_size(const fb::ImageSize* size) {
  return size == nullptr ? ImageSize{} : ImageSize{size->width(), size->height()};
}

Lane unpack_lane(Unfolder& unfold, const fb::Lane& lane) {
  return {unfold.text(lane.name()), lane.gain(), {lane.offset()}, unfold.data(lane.codec_header())};
}

GlFingerprint unpack_gl(Unfolder& unfold, const fb::GlFingerprint& gl) {
  return {unfold.text(gl.mode()), unfold.text(gl.vendor()), unfold.text(gl.renderer()),
          unfold.text(gl.version())};
}

Rational unpack_fps(const fb::Rational* fps) {
  if (fps == nullptr || fps->num() <= 0 || fps->den() <= 0) {
    return {0, 1};  // refused by the limits
  }
  return make_rational(fps->num(), fps->den());
}

Record unpack_value(Unfolder& unfold, Topic /*topic*/, const fb::Take& take) {
  TakeHeader header;
  header.format_version = take.format_version();
  header.engine_version = unfold.text(take.engine_version());
  header.audio = {take.sample_rate(), take.channels(), take.bits()};
  header.lanes = unfold.tables(take.lanes(), unpack_lane);
  header.size = unpack_size(take.size());
  header.fps = unpack_fps(take.fps());
  header.seed = take.seed();
  header.show = unfold.text(take.show());
  header.switch_mode = unfold.text(take.switch_mode());
  header.quality = static_cast<Quality>(take.quality());
  header.epoch_ns = take.epoch_ns();
  header.live = take.live();
  if (take.gl() != nullptr) {
    header.gl = unpack_gl(unfold, *take.gl());
  }
  if (take.part() != nullptr) {
    header.part = {{take.part()->start()}, {take.part()->sound_start()}};
  }
  return header;
}

Record unpack_value(Unfolder& unfold, Topic topic, const fb::Audio& audio) {
  return AudioPacket{topic.lane, {audio.first()}, audio.frames(), unfold.data(audio.data())};
}

InputValue unpack_input(Unfolder& unfold, const fb::Input& input) {
  InputValue value;
  value.name = unfold.text(input.name());
  value.type = static_cast<InputType>(input.type());
  const std::vector<float> components = unfold.numbers(input.value());
  std::copy_n(components.begin(), std::min(components.size(), value.value.size()),
              value.value.begin());
  value.last_event = input.last_event();
  value.picture = {unfold.text(input.picture_asset()), {input.picture_time()}};
  return value;
}

FrameRecord::Layer unpack_layer(Unfolder& unfold, const fb::Layer& layer) {
  return {unfold.text(layer.preset()), layer.opacity(),
          unfold.tables(layer.inputs(), unpack_input)};
}

Record unpack_value(Unfolder& unfold, Topic /*topic*/, const fb::Frame& frame) {
  FrameRecord record;
  record.index = {frame.index()};
  record.sample = {frame.sample()};
  record.size = unpack_size(frame.size());
  record.scene = unfold.text(frame.scene());
  record.entry = frame.entry();
  record.layers = unfold.tables(frame.layers(), unpack_layer);
  record.outgoing = unfold.text(frame.outgoing());
  record.transition_preset = unfold.text(frame.transition_preset());
  record.transition_progress = frame.transition_progress();
  record.features = unfold.numbers(frame.features());
  record.spectrum_hash = frame.spectrum_hash();
  record.quality = static_cast<Quality>(frame.quality());
  record.flags = frame.flags();
  if (frame.before() != kBeforeNotTold) {
    record.before = FrameIndex{frame.before()};
  }
  return record;
}

Record unpack_value(Unfolder& unfold, Topic /*topic*/, const fb::Cue& cue) {
  Cue record;
  record.sample = {cue.sample()};
  record.type = static_cast<CueType>(cue.type());
  record.origin = static_cast<CueOrigin>(cue.origin());
  record.target = unfold.text(cue.target());
  record.text = unfold.text(cue.text());
  record.values = unfold.numbers(cue.values());
  record.number = cue.number();
  record.duration = {cue.duration()};
  return record;
}

Record unpack_value(Unfolder& unfold, Topic /*topic*/, const fb::Hash& hash) {
  return HashRecord{{hash.index()},
                    {hash.sample()},
                    unpack_size(hash.size()),
                    unfold.text(hash.gl_mode()),
                    {hash.high(), hash.low()}};
}

Record unpack_value(Unfolder& /*unfold*/, Topic /*topic*/, const fb::Health& health) {
  return HealthRecord{{health.sample()},    health.xruns(),          health.queue_depth(),
                      health.late_frames(), health.dropped_frames(), health.drift_ppm()};
}

tl::unexpected<Error> corrupt(Topic topic, std::string_view why) {
  return fail(ErrorCode::kCorrupt, "a " + topic_name(topic) + " record " + std::string(why));
}

template <typename Table>
Result<Record> unpack_as(Topic topic, ByteSpan bytes) {
  // FlatBuffers reads scalars where they lie; inside a chunk that may be at any address.
  std::vector<std::uint64_t> aligned((bytes.size() + 7) / 8);
  std::memcpy(aligned.data(), bytes.data(), bytes.size());
  const auto* data = reinterpret_cast<const std::uint8_t*>(aligned.data());
  flatbuffers::Verifier verifier(data, bytes.size(), kMaxRecordDepth, kMaxTables);
  if (!verifier.VerifyBuffer<Table>(nullptr)) {
    return corrupt(topic, "is no valid FlatBuffer of its schema");
  }
  Unfolder unfold(bytes.size());
  Record record = unpack_value(unfold, topic, *flatbuffers::GetRoot<Table>(data));
  if (unfold.exhausted()) {
    return corrupt(topic, "refers to the same bytes more than once");
  }
  return record;
}

Result<Record> unpack_by_topic(Topic topic, ByteSpan bytes) {
  switch (topic.kind) {
    case TopicKind::kTake:
      return unpack_as<fb::Take>(topic, bytes);
    case TopicKind::kAudio:
      return unpack_as<fb::Audio>(topic, bytes);
    case TopicKind::kFrame:
      return unpack_as<fb::Frame>(topic, bytes);
    case TopicKind::kCue:
      return unpack_as<fb::Cue>(topic, bytes);
    case TopicKind::kHash:
      return unpack_as<fb::Hash>(topic, bytes);
    case TopicKind::kHealth:
      return unpack_as<fb::Health>(topic, bytes);
  }
  return corrupt(topic, "has an unknown topic");
}

}  // namespace

Result<Record> unpack_record(Topic topic, ByteSpan bytes) {
  if (bytes.empty() || bytes.size() > kMaxMessageBytes) {
    return corrupt(topic, "has an impossible size");
  }
  TRY_ASSIGN(Record record, unpack_by_topic(topic, bytes));
  const auto* header = std::get_if<TakeHeader>(&record);
  if (header != nullptr && header->format_version > kFormatVersion) {
    return fail(ErrorCode::kUnsupported,
                "the take has format version " + std::to_string(header->format_version) +
                    ", this program reads up to " + std::to_string(kFormatVersion),
                "use a newer version of Reprise");
  }
  if (Status valid = validate_record(record); !valid) {
    return corrupt(topic, "breaks a limit: " + valid.error().message);
  }
  return record;
}

}  // namespace reprise::timeline
