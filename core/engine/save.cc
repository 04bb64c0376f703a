#include "core/engine/save.h"

#include <cmath>

#include "core/base/checksum.h"
#include "core/base/hash.h"
#include "core/base/json.h"

namespace reprise::engine {
namespace {

constexpr std::string_view kKind = "engine";
constexpr std::uint32_t kVersion = 1;

// What the indices in a state refer to: the show, its presets' inputs, the clock and the seed.
Hash128 digest_of(const EnginePlan& plan) {
  Bytes bytes;
  ByteWriter out(bytes);
  out.put_string(dump_json(show_to_json(plan.show)));
  for (const NamedPreset& preset : plan.presets) {
    out.put_string(preset.name);
    for (const PresetInput& input : preset.info.inputs) {
      out.put_string(input.name);
      out.put_string(input.role);
      out.put(static_cast<std::uint8_t>(input.type));
    }
  }
  out.put(plan.options.sample_rate);
  out.put(plan.options.seed);
  return xxh3_128(bytes);
}

class Writer {
 public:
  explicit Writer(Bytes& bytes) : out_(bytes) {}

  void state(const EngineState& state) {
    out_.put(state.hop.value);
    flag(state.frozen);
    flag(state.blackout);
    flag(state.onset);
    out_.put(static_cast<std::uint8_t>(state.quality));
    flag(state.next_transition.has_value());
    out_.put_string(state.next_transition.value_or(""));
    stage(state.stage);
    flag(state.held.has_value());
    if (state.held) {
      stage(*state.held);
    }
  }

 private:
  void flag(bool value) { out_.put(static_cast<std::uint8_t>(value ? 1 : 0)); }

  void desk(const LayerDesk& desk) {
    out_.put(static_cast<std::uint32_t>(desk.plan->preset));
    flag(desk.opacity.has_value());
    out_.put_f32(desk.opacity.value_or(0.0F));
    for (const HandValue& hand : desk.by_hand) {
      out_.put(hand.count);
      for (float value : hand.value) {
        out_.put_f32(value);
      }
    }
    for (std::int64_t sample : desk.last_event) {
      out_.put(sample);
    }
  }

  void run(const SceneRun& run) {
    out_.put(static_cast<std::uint32_t>(run.scene));
    out_.put(run.entry);
    out_.put(run.entered.value);
    for (const auto& layer : run.mappings) {
      for (const MappingState& mapping : layer) {
        flag(mapping.fresh);
        flag(mapping.above);
        out_.put_f64(mapping.level);
      }
    }
  }

  void stage(const Stage& stage) {
    out_.put(stage.sample.value);
    for (std::uint16_t value : stage.features.values) {
      out_.put(value);
    }
    for (const auto& layers : stage.desk) {
      for (const LayerDesk& layer : layers) {
        desk(layer);
      }
    }
    run(stage.scene);
    flag(stage.outgoing.has_value());
    if (stage.outgoing) {
      run(*stage.outgoing);
    }
    out_.put_string(stage.transition_preset);
    out_.put(stage.transition_length);
  }

  ByteWriter out_;
};

// Reads what Writer wrote. Counts come from the plan, so nothing that is read decides how much is
// allocated; what cannot be sets damaged().
class Reader {
 public:
  Reader(const EnginePlan& plan, ByteSpan bytes) : plan_(plan), in_(bytes) {}

  EngineState state() {
    EngineState state = first_state(plan_);
    state.hop = HopIndex{in_.get<std::int64_t>()};
    state.frozen = flag();
    state.blackout = flag();
    state.onset = flag();
    state.quality = static_cast<Quality>(below(quality_names().size(), in_.get<std::uint8_t>()));
    const bool has_transition = flag();
    const std::string transition = in_.get_string();
    if (has_transition) {
      state.next_transition = transition;
    }
    stage(state.stage);
    if (flag()) {
      state.held = first_state(plan_).stage;
      stage(*state.held);
    }
    return state;
  }
  [[nodiscard]] bool damaged() const { return damaged_ || in_.failed() || !in_.at_end(); }

 private:
  std::size_t below(std::size_t bound, std::size_t value) {
    damaged_ = damaged_ || value >= bound;
    return value < bound ? value : 0;
  }
  bool flag() { return below(2, in_.get<std::uint8_t>()) == 1; }

  void desk(std::size_t scene, std::size_t layer, LayerDesk& desk) {
    const std::size_t preset = below(plan_.presets.size(), in_.get<std::uint32_t>());
    if (preset != desk.plan->preset && !damaged_) {
      desk = fresh_desk(plan_.layer_with(scene, layer, preset));
    }
    const bool has_opacity = flag();
    const float opacity = in_.get_f32();
    if (has_opacity) {
      desk.opacity = opacity;
    }
    for (HandValue& hand : desk.by_hand) {
      hand.count = static_cast<std::uint8_t>(below(5, in_.get<std::uint8_t>()));
      for (float& value : hand.value) {
        value = in_.get_f32();
      }
    }
    for (std::int64_t& sample : desk.last_event) {
      sample = in_.get<std::int64_t>();
    }
  }

  SceneRun run(const Stage& stage) {
    const std::size_t scene = below(plan_.layers.size(), in_.get<std::uint32_t>());
    const auto entry = in_.get<std::int64_t>();
    SceneRun run = enter_scene(stage, scene, entry, SampleIndex{in_.get<std::int64_t>()});
    for (auto& layer : run.mappings) {
      for (MappingState& mapping : layer) {
        mapping.fresh = flag();
        mapping.above = flag();
        mapping.level = in_.get_f64();
      }
    }
    return run;
  }

  void stage(Stage& stage) {
    stage.sample = SampleIndex{in_.get<std::int64_t>()};
    for (std::uint16_t& value : stage.features.values) {
      value = in_.get<std::uint16_t>();
    }
    for (std::size_t scene = 0; scene < stage.desk.size(); ++scene) {
      for (std::size_t layer = 0; layer < stage.desk[scene].size(); ++layer) {
        desk(scene, layer, stage.desk[scene][layer]);
      }
    }
    stage.scene = run(stage);
    if (flag()) {
      stage.outgoing = run(stage);
    }
    stage.transition_preset = in_.get_string();
    stage.transition_length = in_.get<std::int64_t>();
  }

  const EnginePlan& plan_;
  ByteReader in_;
  bool damaged_ = false;
};

// Digest of the show, the state, and a checksum of both.
constexpr std::size_t kDigestSize = 16;

}  // namespace

Blob save_engine_state(const EnginePlan& plan, const EngineState& state) {
  Blob blob{std::string(kKind), kVersion, {}};
  const Hash128 digest = digest_of(plan);
  ByteWriter out(blob.data);
  out.put(digest.high);
  out.put(digest.low);
  Writer(blob.data).state(state);
  append_checksum(blob.data);
  return blob;
}

Result<EngineState> restore_engine_state(const EnginePlan& plan, const Blob& blob) {
  if (blob.kind != kKind || blob.version != kVersion) {
    return fail(ErrorCode::kUnsupported, "state of kind '" + blob.kind + "' version " +
                                             std::to_string(blob.version) + " is not known here");
  }
  const auto content = without_checksum(blob.data);
  if (!content || content->size() < kDigestSize) {
    return fail(ErrorCode::kCorrupt, "the engine's state is damaged: its checksum differs");
  }
  ByteReader head(*content);
  const Hash128 digest{head.get<std::uint64_t>(), head.get<std::uint64_t>()};
  if (digest != digest_of(plan)) {
    return fail(ErrorCode::kCorrupt, "the engine's state belongs to another show, seed or rate");
  }
  Reader reader(plan, content->subspan(kDigestSize));
  EngineState state = reader.state();
  if (reader.damaged()) {
    return fail(ErrorCode::kCorrupt, "the engine's state does not fit its show");
  }
  return state;
}

}  // namespace reprise::engine
