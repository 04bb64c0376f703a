// Draws the moments of a performance: steps of presets with persistent buffers, what shaders get as
// TIME, TIMEDELTA and FRAMEINDEX, pictures that are frozen, images that are shown. What live
// performances and exports share, so that both draw the same. It decides neither which moments are
// drawn nor when. Owns a renderer: create, use and destroy on one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "core/base/error.h"
#include "core/engine/show.h"
#include "core/render/renderer.h"
#include "core/session/library/performance.h"
#include "core/session/library/preset_library.h"

namespace reprise::session {

// As which frame, or step, a moment is drawn.
struct FrameTick {
  FrameIndex index;
  SampleIndex sample;
  // Of the frame or step that was drawn before: TIMEDELTA counts from there, and events since then
  // are seen. −1 for the first.
  SampleIndex previous{-1};
};

class FramePainter {
 public:
  struct Clock {
    std::int64_t sample_rate = 48000;
    std::int64_t epoch_ns = 0;  // Unix time of sample 0
  };
  // Decodes the show's pictures; compiles every preset and draws it once, so that none of them is
  // waited for later. kInvalid names what does not compile or decode.
  static Result<FramePainter> create(render::Renderer renderer, const ShowFiles& files,
                                     const Clock& clock);
  FramePainter(FramePainter&&) noexcept;
  FramePainter& operator=(FramePainter&&) noexcept;
  ~FramePainter();

  // Makes ready what a show may ask for at any moment of a live performance beside its presets, so
  // that no frame waits for a compiler: how its layers are blended, at every quality.
  Status warm_up(const engine::Show& show);

  // Whether a preset of the show listens, so that moments need their audio textures.
  [[nodiscard]] bool listens() const;
  // Whether a preset of the show has persistent buffers, so that steps count.
  [[nodiscard]] bool has_steps() const;
  // The sample from which steps decide what `state` looks like: the entry of the oldest scene on
  // show with such a preset. Nothing when none is on show.
  [[nodiscard]] std::optional<SampleIndex> steps_since(const VisualState& state) const;

  // One step of the presets with persistent buffers, if any are on show; none while the picture is
  // frozen.
  Status step(const Moment& moment, const FrameTick& tick, render::Renderer::StepDepth depth);

  // Draws the frame, with the last complete step's pictures of those presets. It stays in the
  // renderer: read() or show() it there.
  Status draw(const Moment& moment, const FrameTick& tick);

  // Both: a frame that is shown where every frame that is shown is a step, as on stage and in
  // `--timing performed`.
  Status draw_step(const Moment& moment, const FrameTick& tick);

  // Where sample 0 lies is known only when it is played. Before the first frame.
  void set_epoch(std::int64_t epoch_ns);

  render::Renderer& renderer();
  [[nodiscard]] const render::Renderer& renderer() const;

 private:
  struct Impl;
  explicit FramePainter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace reprise::session
