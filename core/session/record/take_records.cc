#include "core/session/record/take_records.h"

#include "core/engine/engine.h"

namespace reprise::session {

timeline::TakeHeader take_header(const TakeFormat& format, const engine::Show& show,
                                 ByteSpan codec_header) {
  timeline::TakeHeader header;
  header.engine_version = engine::kEngineVersion;
  header.audio = format.audio;
  timeline::Lane lane;
  lane.codec_header.assign(codec_header.begin(), codec_header.end());
  header.lanes.push_back(std::move(lane));
  header.size = format.size;
  header.fps = format.fps;
  header.seed = format.seed;
  header.show = dump_json(engine::show_to_json(show));
  header.switch_mode = engine::switch_mode_names()[static_cast<std::size_t>(show.policy.mode)];
  header.quality = format.quality;
  header.epoch_ns = format.epoch_ns;
  return header;
}

timeline::FrameRecord frame_record(const Moment& moment) {
  const VisualState& state = moment.state;
  timeline::FrameRecord frame;
  frame.scene = state.scene.name;
  frame.entry = state.scene.entry;
  for (const LayerState& layer : state.scene.layers) {
    frame.layers.push_back({layer.preset, layer.opacity, {}});
  }
  if (state.outgoing) {
    frame.outgoing = state.outgoing->name;
    frame.transition_preset = state.transition.preset;
    frame.transition_progress = state.transition.progress;
  }
  frame.features.assign(moment.analysis.features.values.begin(),
                        moment.analysis.features.values.end());
  frame.spectrum_hash = moment.analysis.spectrum_hash;
  frame.quality = state.quality;
  return frame;
}

}  // namespace reprise::session
