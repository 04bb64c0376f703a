#include "tools/inspect/media/next_command.h"

#include <utility>
#include <vector>

#include "core/base/text.h"

namespace reprise::tools {
namespace {

using Words = std::vector<std::string>;

void add(Words& words, std::string option, std::string value) {
  words.push_back(std::move(option));
  words.push_back(std::move(value));
}

// So that no take is taken for an option.
std::string as_argument(const std::string& path) {
  return path.starts_with('-') ? "./" + path : path;
}

void add_picture(Words& words, const session::FrameSettings& frames,
                 const timeline::TakeHeader& header) {
  if (frames.size != header.size) {
    add(words, "-s", to_string(frames.size));
  }
  if (frames.fps != header.fps) {
    add(words, "--fps", to_string(frames.fps));
  }
  if (frames.timing == session::Timing::kPerformed) {
    add(words, "--timing", "performed");
  }
  if (frames.alpha) {
    words.emplace_back("--alpha");
  }
  // Its default is the machine's.
  add(words, "--gl", std::string(render::gl_mode_name(frames.gl)));
}

// Also what equals the take's own: a seed that is given lets decisions be taken again.
void add_show(Words& words, const session::ShowOverrides& show) {
  if (show.preset) {
    add(words, "--preset", *show.preset);
  }
  for (const auto& [old_name, new_name] : show.replaced) {
    add(words, "--map", old_name + "=" + new_name);
  }
  if (show.seed) {
    add(words, "--seed", std::to_string(*show.seed));
  }
  if (show.switch_mode) {
    const auto mode = static_cast<std::size_t>(*show.switch_mode);
    add(words, "--switch", std::string(engine::switch_mode_names()[mode]));
  }
  if (show.quality) {
    const auto quality = static_cast<std::size_t>(*show.quality);
    add(words, "--quality", std::string(quality_names()[quality]));
  }
}

std::string draw_command(const DrawnFrom& from, std::int64_t frame_of_take) {
  const std::string frame = std::to_string(frame_of_take);
  Words words{"reprise-replay", as_argument(from.take), "--frames", frame + ".." + frame};
  add_picture(words, from.settings.frames, from.header);
  add_show(words, from.settings.show);
  for (const std::string& folder : from.preset_paths) {
    add(words, "--preset-path", folder);
  }
  add(words, "--codec", "ffv1");
  if (from.settings.audio.codec == media::AudioCodecId::kNone) {
    add(words, "--audio-codec", "none");
  }
  add(words, "-o", "frame.mkv");
  return shell_line(words);
}

}  // namespace

std::string next_command(const VerifyReport& report, const DrawnFrom& from) {
  const auto frame = report.picture.first_bad_frame;
  if (!frame || *frame >= report.frames) {
    return "";
  }
  const std::int64_t of_take = report.first_frame + *frame;
  if (of_take >= report.take_frames) {
    return shell_line(Words{"reprise-inspect", "info", as_argument(from.take)});
  }
  return draw_command(from, of_take);
}

}  // namespace reprise::tools
