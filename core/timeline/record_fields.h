// The fields of every record by name, once: an archive that is handed each of them writes or reads
// the record's JSON. The names and their order are those of docs/FORMAT.md. Templates; any thread.
//
// An archive takes fields as archive("name", value), the record's place as archive.sample(value),
// and what has a form of its own by a method of that name.
#pragma once

#include <concepts>
#include <type_traits>

#include "core/timeline/records.h"

namespace reprise::timeline {

// V may be const.
template <typename V, typename T>
concept RecordPart = std::same_as<std::remove_const_t<V>, T>;

template <typename Archive, RecordPart<ImageSize> V>
void describe(Archive& archive, V& size) {
  archive("width", size.width);
  archive("height", size.height);
}

template <typename Archive, RecordPart<AudioFormat> V>
void describe(Archive& archive, V& audio) {
  archive("sample_rate", audio.sample_rate);
  archive("channels", audio.channels);
  archive("bits", audio.bits);
}

template <typename Archive, RecordPart<Lane> V>
void describe(Archive& archive, V& lane) {
  archive("name", lane.name);
  archive("gain", lane.gain);
  archive("offset", lane.offset);
  archive("codec_header", lane.codec_header);
}

template <typename Archive, RecordPart<GlFingerprint> V>
void describe(Archive& archive, V& gl) {
  archive("mode", gl.mode);
  archive("vendor", gl.vendor);
  archive("renderer", gl.renderer);
  archive("version", gl.version);
}

template <typename Archive, RecordPart<TakePart> V>
void describe(Archive& archive, V& part) {
  archive("start", part.start);
  archive("sound_start", part.sound_start);
}

template <typename Archive, RecordPart<PictureRequest> V>
void describe(Archive& archive, V& picture) {
  archive("asset", picture.asset);
  archive("time", picture.time);
}

template <typename Archive, RecordPart<InputValue> V>
void describe(Archive& archive, V& input) {
  archive("name", input.name);
  archive("type", input.type);
  archive("value", input.value);
  archive("last_event", input.last_event);
  archive("picture", input.picture);
}

template <typename Archive, RecordPart<FrameRecord::Layer> V>
void describe(Archive& archive, V& layer) {
  archive("preset", layer.preset);
  archive("opacity", layer.opacity);
  archive("inputs", layer.inputs);
}

template <typename Archive, RecordPart<TakeHeader> V>
void describe(Archive& archive, V& header) {
  archive("format_version", header.format_version);
  archive("engine_version", header.engine_version);
  archive("audio", header.audio);
  archive("lanes", header.lanes);
  archive("size", header.size);
  archive("fps", header.fps);
  archive("seed", header.seed);
  archive("show", header.show);
  archive("switch_mode", header.switch_mode);
  archive("quality", header.quality);
  archive("epoch_ns", header.epoch_ns);
  archive("live", header.live);
  archive("gl", header.gl);
  archive("part", header.part);
}

template <typename Archive, RecordPart<AudioPacket> V>
void describe(Archive& archive, V& packet) {
  archive.sample(packet.first);
  archive("frames", packet.frames);
  archive("data", packet.data);
}

template <typename Archive, RecordPart<FrameRecord> V>
void describe(Archive& archive, V& frame) {
  archive.sample(frame.sample);
  archive("index", frame.index);
  archive("size", frame.size);
  archive("scene", frame.scene);
  archive("entry", frame.entry);
  archive("layers", frame.layers);
  archive("outgoing", frame.outgoing);
  archive("transition_preset", frame.transition_preset);
  archive("transition_progress", frame.transition_progress);
  archive.features(frame.features);
  archive("spectrum_hash", frame.spectrum_hash);
  archive("quality", frame.quality);
  archive.flags(frame.flags);
  archive("before", frame.before);
}

template <typename Archive, RecordPart<Cue> V>
void describe(Archive& archive, V& cue) {
  archive.sample(cue.sample);
  archive("type", cue.type);
  archive("origin", cue.origin);
  archive("target", cue.target);
  archive("text", cue.text);
  archive("values", cue.values);
  archive("number", cue.number);
  archive("duration", cue.duration);
}

template <typename Archive, RecordPart<HashRecord> V>
void describe(Archive& archive, V& hash) {
  archive.sample(hash.sample);
  archive("index", hash.index);
  archive("size", hash.size);
  archive("gl_mode", hash.gl_mode);
  archive("hash", hash.hash);
}

template <typename Archive, RecordPart<HealthRecord> V>
void describe(Archive& archive, V& health) {
  archive.sample(health.sample);
  archive("xruns", health.xruns);
  archive("queue_depth", health.queue_depth);
  archive("late_frames", health.late_frames);
  archive("dropped_frames", health.dropped_frames);
  archive("drift_ppm", health.drift_ppm);
}

}  // namespace reprise::timeline
