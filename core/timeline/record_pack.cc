#include <algorithm>
#include <bit>
#include <variant>

#include "core/timeline/record_codec.h"
#include "schema/audio_generated.h"
#include "schema/cue_generated.h"
#include "schema/frame_generated.h"
#include "schema/hash_generated.h"
#include "schema/health_generated.h"
#include "schema/take_generated.h"

namespace reprise::timeline {
namespace {

using flatbuffers::FlatBufferBuilder;
using flatbuffers::Offset;
template <typename T>
using Vector = Offset<flatbuffers::Vector<T>>;

// An empty string is stored as an absent field.
Offset<flatbuffers::String> put_text(FlatBufferBuilder& builder, const std::string& text) {
  return text.empty() ? Offset<flatbuffers::String>() : builder.CreateString(text);
}

Vector<std::uint8_t> put_data(FlatBufferBuilder& builder, const Bytes& bytes) {
  if (bytes.empty()) {
    return {};
  }
  return builder.CreateVector(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

template <typename T>
Vector<T> put_numbers(FlatBufferBuilder& builder, const std::vector<T>& numbers) {
  return numbers.empty() ? Vector<T>() : builder.CreateVector(numbers);
}

fb::ImageSize pack_size(ImageSize size) {
  return {size.width, size.height};
}

Offset<fb::Lane> pack_lane(FlatBufferBuilder& builder, const Lane& lane) {
  const auto name = put_text(builder, lane.name);
  const auto header = put_data(builder, lane.codec_header);
  return fb::CreateLane(builder, name, lane.gain, lane.offset.value, header);
}

Offset<fb::GlFingerprint> pack_gl(FlatBufferBuilder& builder, const GlFingerprint& gl) {
  const auto mode = put_text(builder, gl.mode);
  const auto vendor = put_text(builder, gl.vendor);
  const auto renderer = put_text(builder, gl.renderer);
  const auto version = put_text(builder, gl.version);
  return fb::CreateGlFingerprint(builder, mode, vendor, renderer, version);
}

void pack_value(FlatBufferBuilder& builder, const TakeHeader& header) {
  std::vector<Offset<fb::Lane>> lanes;
  for (const Lane& lane : header.lanes) {
    lanes.push_back(pack_lane(builder, lane));
  }
  const auto lane_vector = put_numbers(builder, lanes);
  const auto engine = put_text(builder, header.engine_version);
  const auto show = put_text(builder, header.show);
  const auto mode = put_text(builder, header.switch_mode);
  const auto gl = header.gl ? pack_gl(builder, *header.gl) : Offset<fb::GlFingerprint>();
  const auto part = header.part ? fb::CreatePart(builder, header.part->start.value,
                                                 header.part->sound_start.value)
                                : Offset<fb::Part>();
  const fb::ImageSize size = pack_size(header.size);
  const fb::Rational fps(header.fps.num, header.fps.den);
  builder.Finish(fb::CreateTake(builder, header.format_version, engine, header.audio.sample_rate,
                                header.audio.channels, header.audio.bits, lane_vector, &size, &fps,
                                header.seed, show, mode, static_cast<fb::Quality>(header.quality),
                                header.epoch_ns, header.live, gl, part));
}

void pack_value(FlatBufferBuilder& builder, const AudioPacket& packet) {
  const auto data = put_data(builder, packet.data);
  builder.Finish(fb::CreateAudio(builder, packet.first.value, packet.frames, data));
}

// Trailing components that are +0 are not stored.
Vector<float> put_components(FlatBufferBuilder& builder, const std::array<float, 4>& value) {
  const auto stored = [](float x) { return std::bit_cast<std::uint32_t>(x) != 0; };
  const auto last = std::find_if(value.rbegin(), value.rend(), stored);
  const auto count = static_cast<std::size_t>(value.rend() - last);
  return count == 0 ? Vector<float>() : builder.CreateVector(value.data(), count);
}

Offset<fb::Input> pack_input(FlatBufferBuilder& builder, const InputValue& input) {
  const auto name = put_text(builder, input.name);
  const auto value = put_components(builder, input.value);
  const auto asset = put_text(builder, input.picture.asset);
  return fb::CreateInput(builder, name, static_cast<fb::InputType>(input.type), value,
                         input.last_event, asset, input.picture.time.value);
}

Offset<fb::Layer> pack_layer(FlatBufferBuilder& builder, const FrameRecord::Layer& layer) {
  std::vector<Offset<fb::Input>> inputs;
  for (const InputValue& input : layer.inputs) {
    inputs.push_back(pack_input(builder, input));
  }
  const auto input_vector = put_numbers(builder, inputs);
  const auto preset = put_text(builder, layer.preset);
  return fb::CreateLayer(builder, preset, layer.opacity, input_vector);
}

void pack_value(FlatBufferBuilder& builder, const FrameRecord& frame) {
  std::vector<Offset<fb::Layer>> layers;
  for (const FrameRecord::Layer& layer : frame.layers) {
    layers.push_back(pack_layer(builder, layer));
  }
  const auto layer_vector = put_numbers(builder, layers);
  const auto scene = put_text(builder, frame.scene);
  const auto outgoing = put_text(builder, frame.outgoing);
  const auto transition = put_text(builder, frame.transition_preset);
  const auto features = put_numbers(builder, frame.features);
  const fb::ImageSize size = pack_size(frame.size);
  // Built from the back: what changes from frame to frame (spectrum_hash, index, sample, features)
  // comes to lie together, where it compresses best.
  fb::FrameBuilder table(builder);
  table.add_entry(frame.entry);
  table.add_sample(frame.sample.value);
  table.add_index(frame.index.value);
  if (frame.before) {
    table.add_before(frame.before->value);
  }
  table.add_spectrum_hash(frame.spectrum_hash);
  table.add_quality(static_cast<fb::Quality>(frame.quality));
  table.add_flags(frame.flags);
  table.add_features(features);
  table.add_transition_progress(frame.transition_progress);
  table.add_transition_preset(transition);
  table.add_outgoing(outgoing);
  table.add_layers(layer_vector);
  table.add_scene(scene);
  table.add_size(&size);
  builder.Finish(table.Finish());
}

void pack_value(FlatBufferBuilder& builder, const Cue& cue) {
  const auto target = put_text(builder, cue.target);
  const auto text = put_text(builder, cue.text);
  const auto values = put_numbers(builder, cue.values);
  builder.Finish(fb::CreateCue(builder, cue.sample.value, static_cast<fb::CueType>(cue.type),
                               static_cast<fb::CueOrigin>(cue.origin), target, text, values,
                               cue.number, cue.duration.value));
}

void pack_value(FlatBufferBuilder& builder, const HashRecord& hash) {
  const auto mode = put_text(builder, hash.gl_mode);
  const fb::ImageSize size = pack_size(hash.size);
  builder.Finish(fb::CreateHash(builder, hash.index.value, hash.sample.value, &size, mode,
                                hash.hash.high, hash.hash.low));
}

void pack_value(FlatBufferBuilder& builder, const HealthRecord& health) {
  builder.Finish(fb::CreateHealth(builder, health.sample.value, health.xruns, health.queue_depth,
                                  health.late_frames, health.dropped_frames, health.drift_ppm));
}

}  // namespace

struct RecordPacker::Impl {
  FlatBufferBuilder builder;
};

// Every table brings its own vtable: tables of one kind then look alike, and compress to less than
// with one vtable that each refers to over another distance (2 % of an hour's take).
RecordPacker::RecordPacker() : impl_(std::make_unique<Impl>()) {
  impl_->builder.DedupVtables(false);
}
RecordPacker::~RecordPacker() = default;
RecordPacker::RecordPacker(RecordPacker&&) noexcept = default;
RecordPacker& RecordPacker::operator=(RecordPacker&&) noexcept = default;

ByteSpan RecordPacker::pack(const Record& record) {
  FlatBufferBuilder& builder = impl_->builder;
  builder.Clear();
  std::visit([&](const auto& value) { pack_value(builder, value); }, record);
  return std::as_bytes(std::span(builder.GetBufferPointer(), builder.GetSize()));
}

}  // namespace reprise::timeline
