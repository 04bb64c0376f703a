// The engine: (state, features, cues) → (state, visual state), once per hop. Pure: no clock, no
// randomness but the counter generator, no knowledge of the frame rate. It never needs render.
// An Engine is immutable after create() and may be shared; states are values.
//
// A hop: cues of performer and recorder act in file order, then the decisions (computed, or the
// recorded ones of origin engine and analysis), then envelopes, feature-driven events and
// transitions advance. docs/SHOWS.md says what each cue does.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/engine/show.h"
#include "core/model/blob.h"
#include "core/model/cue.h"
#include "core/model/features.h"
#include "core/model/visual_state.h"

namespace reprise::engine {

// Of the code that decides: takes recorded by the same version decide the same again.
inline constexpr std::string_view kEngineVersion = "1";

// Who takes the discrete decisions (switches, transitions, random choices).
enum class Decisions {
  kCompute,  // recording, or --switch/--seed/--reanalyse: taken here and returned as cues
             // cues of origin engine or analysis that are passed in do nothing
  kObey,     // replay: what was decided acts as it is recorded
};

struct EngineOptions {
  std::int64_t sample_rate = 48000;
  std::uint64_t seed = 1;  // the one that counts; the caller takes it from --seed or Show::seed
  Decisions decisions = Decisions::kCompute;
  Quality quality = Quality::kHigh;
};

// What the engine carries from hop to hop. Treat as opaque; serialised by save_state.
struct EngineState;
struct EngineStateDeleter {
  void operator()(EngineState* state) const;
};
using EngineStatePtr = std::unique_ptr<EngineState, EngineStateDeleter>;

struct StepOutput {
  std::vector<Cue> decisions;  // taken at this hop, in order; each has the hop's sample
};

class Engine {
 public:
  // Validates the show against the presets (kInvalid).
  static Result<Engine> create(Show show, std::vector<NamedPreset> presets,
                               const EngineOptions& options);
  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;
  ~Engine();

  // Before hop `first`, at which the show begins: its first scene is entered there.
  [[nodiscard]] EngineStatePtr initial_state(HopIndex first = {}) const;

  // Advances `state` by one hop. `cues` are those that act at this hop (sample in
  // (previous hop, this hop]), in file order. `analysis.hop` must be the one after the last step's
  // (the state's first one at first); its sample is taken to be hop · hop_size.
  StepOutput step(EngineState& state, const HopAnalysis& analysis, std::span<const Cue> cues) const;

  // The visual state of the last step; `out` is reused, its `audio` is left alone. Each input has
  // its preset's default, unless the layer fixes a value, a mapping gives one, or a cue did: the
  // last of these wins. While frozen, everything but `master` and `quality` is that of the hop at
  // which the freeze acted, `sample` included: drawn at that sample it is the held picture.
  void visual_state(const EngineState& state, VisualState& out) const;

  // The hop of the last step.
  [[nodiscard]] HopIndex reached(const EngineState& state) const;

  [[nodiscard]] Blob save_state(const EngineState& state) const;
  // kUnsupported for another version, kCorrupt for a damaged blob or one of another show.
  Result<EngineStatePtr> restore_state(const Blob& blob) const;

  // As a cue of this quality would.
  void set_quality(EngineState& state, Quality quality) const;

  [[nodiscard]] const Show& show() const;

 private:
  struct Impl;
  explicit Engine(std::unique_ptr<const Impl> impl);
  std::unique_ptr<const Impl> impl_;
};

}  // namespace reprise::engine
