// The frames of an export, drawn from a take: player and renderer joined by the rules of time in
// docs/DETERMINISM.md. Forward only. Owns a GL context: create, use and destroy on one thread.
#pragma once

#include <memory>
#include <optional>

#include "core/base/error.h"
#include "core/model/features.h"
#include "core/model/frame_source.h"
#include "core/model/image.h"
#include "core/render/gl_mode.h"
#include "core/render/renderer.h"
#include "core/session/export/replay_show.h"
#include "core/timeline/take_reader.h"

namespace reprise::session {

enum class Timing {
  kExact,      // the export's own grid
  kPerformed,  // the frames at the samples recorded in /frame, each until the next
};

// Which frames, and how they are drawn.
struct FrameSettings {
  ImageSize size{1280, 720};
  Rational fps{60, 1};
  Timing timing = Timing::kExact;
  FrameIndex first;  // on the take's global grid at `fps`
  std::int64_t count = 0;
  bool alpha = false;
  render::GlMode gl = render::GlMode::kPortable;  // as the process was set up
  PixelFormat format = PixelFormat::kRgba8;
};

// The first recorded frame whose stored features are not those of this replay: another version of
// the analysis, or a damaged take.
struct FeatureDrift {
  FrameIndex frame;
  FeatureId feature = FeatureId::kRms;
  std::uint16_t stored = 0;
  std::uint16_t computed = 0;
};

class FrameProducer : public FrameSource {
 public:
  // `take` outlives this. Compiles every preset of the show.
  static Result<FrameProducer> create(timeline::TakeReader& take, const ReplayShow& show,
                                      const FrameSettings& settings);
  FrameProducer(FrameProducer&&) noexcept;
  FrameProducer& operator=(FrameProducer&&) noexcept;
  ~FrameProducer() override;

  [[nodiscard]] std::int64_t frame_count() const override;
  Result<ImageView> frame(std::int64_t index) override;

  // The same into a buffer of the caller's. Indices count from the export's first frame and grow
  // from call to call; frames in between are not drawn, but persistent buffers step on.
  Status render(std::int64_t index, ImageBuffer& out);

  [[nodiscard]] const render::GlInfo& gl_info() const;

  // Looked for with Timing::kPerformed, up to the last frame that was drawn.
  [[nodiscard]] const std::optional<FeatureDrift>& drift() const;

 private:
  struct Impl;
  explicit FrameProducer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace reprise::session
