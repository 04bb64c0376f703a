// The renderer: visual states in, canonical frames out, offscreen through EGL or in the context of
// a window. It decides nothing about time: what is drawn follows from the state, the clock and the
// persistent buffers, the same in both kinds of context.
// One Renderer is one GL context: create, use and destroy it on one thread. One process uses one
// GL mode; the environment that Mesa needs for it is set by the tools before any thread starts
// (see gl_mode.h).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/isf/preset.h"
#include "core/model/image.h"
#include "core/model/picture_request.h"
#include "core/model/visual_state.h"
#include "core/render/buffer_snapshot.h"
#include "core/render/gl_mode.h"
#include "core/render/render_state.h"

namespace reprise::render {

enum class GlContextChoice {
  kOwn,      // one of its own, without a window
  kCurrent,  // the one that is current on the calling thread, OpenGL 4.5 or 3.3 core
};

// Finds OpenGL's functions by name, as SDL_GL_GetProcAddress and eglGetProcAddress do.
using GlFunction = void (*)();
using GlLoader = GlFunction (*)(const char* name);

struct RendererOptions {
  // kPortable refuses any GL but llvmpipe under the environment of mesa_environment(); kNative
  // prefers hardware and takes what there is.
  GlMode mode = GlMode::kNative;
  ImageSize size{1280, 720};
  PixelFormat format = PixelFormat::kRgba8;  // of the canonical frame
  bool keep_alpha = false;                   // else A = 255 everywhere
  // kCurrent: the caller made the context and outlives the renderer with it. It is current on this
  // thread in every call, the destructor's too, and nobody else changes its state meanwhile.
  GlContextChoice context = GlContextChoice::kOwn;
  GlLoader loader = nullptr;  // of a current context; null: EGL's. The first one serves the process
};

// A preset with the pictures it imports, decoded: one view per path, in the order of
// info.imports[].paths flattened. Views need to live during add_preset only.
struct PresetBundle {
  isf::Preset preset;
  std::vector<ImageView> imports;
};

struct PictureView {
  PictureRequest request;
  ImageView image;
};

struct GlInfo {
  std::string vendor;
  std::string renderer;
  std::string version;
};

class Renderer {
 public:
  // kResource when no EGL context can be had (the message says what was tried) or none is current,
  // kUnsupported when the size is over the GL limit.
  //
  // Every call gives kResource when the driver fails; once it has lost the context (a reset of the
  // GPU) all of them do. Then a new renderer in a new context can go on, with empty buffers.
  static Result<Renderer> create(const RendererOptions& options);
  Renderer(Renderer&&) noexcept;
  Renderer& operator=(Renderer&&) noexcept;
  ~Renderer();

  [[nodiscard]] const GlInfo& gl_info() const;

  // Compiles (450, then 330) and draws once off screen, so that the first real frame does not wait
  // for the JIT. kInvalid with the author's file and line when it does not compile.
  Status add_preset(const PresetBundle& bundle);

  // Makes modes ready that shows will use, at every quality, so that no live frame waits for their
  // shader; what is not named here is made when a frame first needs it.
  Status add_blend_modes(std::span<const BlendMode> modes);

  // One step of the layers with persistent buffers, at the step grid's clock. kPersistentOnly draws
  // up to the last persistent pass; kComplete also the layer's picture, which later draws show
  // until the next complete step. Layers without persistent buffers are not touched.
  enum class StepDepth { kPersistentOnly, kComplete };
  Status step(const VisualState& state, const FrameClock& clock,
              std::span<const PictureView> pictures, StepDepth depth);

  // Draws the frame: layers without persistent buffers at `clock`, the others as their last
  // complete step left them; composited. The result stays on the GPU until read().
  Status draw(const VisualState& state, const FrameClock& clock,
              std::span<const PictureView> pictures);

  // The frame of the last draw(), canonical, into `out` (resized as needed).
  Status read(ImageBuffer& out);

  // Puts the frame of the last draw() into the window's back buffer of `window` pixels: as large as
  // there is room for, on black. Swapping is the caller's. kUsage in a context of its own.
  Status show(ImageSize window);

  // Textures that exist, in use or pooled: flat while a show runs.
  [[nodiscard]] std::size_t texture_count() const;

  // The persistent buffers and kept pictures of every scene entry that is alive, as the last step
  // left them. Costs no time; see there for how they are read. Goes before the renderer.
  BufferSnapshot snapshot();
  // Goes on from there: the same frames bit for bit. At another size of frames buffers that follow
  // it are scaled by the next step, as ISF has it. kUnsupported when a preset was not added, has
  // other code, or the GPU cannot hold a buffer; nothing is changed then. The state is as unpack()
  // or a snapshot give it.
  Status restore(const RenderState& state);

 private:
  struct Impl;
  explicit Renderer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace reprise::render
