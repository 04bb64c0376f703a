// Blends pictures onto pictures: layers onto a scene's stack, scenes into each other, the master
// fader. It knows nothing of presets. One context, one thread.
#pragma once

#include <array>
#include <map>
#include <optional>

#include "core/model/visual_state.h"
#include "core/render/blend_shader.h"
#include "core/render/texture_pool.h"

namespace reprise::render {

// A picture whose alpha counts or not.
struct Picture {
  TextureRef texture;
  bool opaque = false;  // alpha is 1 whatever the texture says
};

// What has been composited so far: a flat colour until the first layer.
struct Stack {
  std::array<float, 4> color{0, 0, 0, 1};  // straight alpha
  Picture picture;                         // replaces the colour when it is not null
};

struct BlendStep {
  BlendMode mode = BlendMode::kNormal;
  float opacity = 1;
  float gain = 1;  // multiplies the resulting colours
};

class Compositor {
 public:
  // Frames of `size` in `format`; without `keep_alpha` every stack is opaque.
  Compositor(TexturePool& pool, ImageSize size, TextureFormat format, bool keep_alpha);
  // Compiles what every show needs, so that no frame waits for it.
  Status warm_up();
  // The same for a mode, on a background and on a layer, at every quality.
  Status warm_up_mode(BlendMode mode);

  [[nodiscard]] Stack background(const std::array<float, 4>& color) const;
  // An opaque layer that covers the stack at full size becomes the stack without a draw.
  Status blend(Stack& stack, const Picture& layer, const BlendStep& step);
  // The stack as a picture of the frame's size and format; draws only when it has to.
  Result<Picture> flatten(Stack& stack, float gain);
  Result<Picture> crossfade(const Picture& start, const Picture& end, float progress);

 private:
  struct BlendProgram {
    ProgramName program;
    int backdrop_color = -1;
    int stack_size = -1;
    int opacity = -1;
    int layer_opaque = -1;
    int backdrop_opaque = -1;
    int gain = -1;
  };
  struct CrossfadeProgram {
    ProgramName program;
    int progress = -1;
    int start_opaque = -1;
    int end_opaque = -1;
  };
  [[nodiscard]] bool is_frame(const Texture& texture) const;
  Result<const BlendProgram*> blend_program(const BlendShaderKey& key);
  Status make_crossfade_program();
  Status draw_blend(Stack& stack, const Picture& layer, const BlendStep& step);
  Result<Picture> flat_picture(const std::array<float, 4>& color, float gain);

  TexturePool& pool_;
  ImageSize size_;
  TextureFormat format_;
  bool keep_alpha_;
  std::map<BlendShaderKey, BlendProgram> blend_programs_;
  std::optional<CrossfadeProgram> crossfade_program_;
};

}  // namespace reprise::render
