#include "core/session/export/replay_show.h"

#include <algorithm>

#include "core/session/library/assets.h"

namespace reprise::session {
namespace {

// Finds presets in the take first, then on disk, and remembers what it was asked for. An explicit
// path wins over the take's preset of that name.
class PresetChoice {
 public:
  PresetChoice(std::vector<LoadedPreset> in_take, const PresetLibrary& library)
      : known_(std::move(in_take)), library_(library) {}

  // Valid until the next call.
  Result<const LoadedPreset*> get(const std::string& name, std::vector<std::string>& notes) {
    const auto found = find(preset_name(name));
    const bool is_path = is_preset_path(name);
    if (found != known_.end() && (!is_path || found->path == name)) {
      return &*found;
    }
    if (found != known_.end() && is_preset_path(found->path.string())) {
      return fail(ErrorCode::kUsage,
                  "'" + found->path.string() + "' and '" + name + "' are two presets of one name");
    }
    TRY_ASSIGN(LoadedPreset loaded, library_.load(name));
    notes.push_back("preset '" + loaded.source.name + "' from " + loaded.path.string() + " (" +
                    to_hex(xxh3_128(as_byte_span(loaded.source.fragment))) + ")");
    if (found != known_.end()) {
      *found = std::move(loaded);
      return &*found;
    }
    known_.push_back(std::move(loaded));
    return &known_.back();
  }

 private:
  std::vector<LoadedPreset>::iterator find(const std::string& name) {
    return std::ranges::find(known_, name,
                             [](const LoadedPreset& preset) { return preset.source.name; });
  }

  std::vector<LoadedPreset> known_;
  const PresetLibrary& library_;
};

engine::NamedPreset named(const LoadedPreset& preset) {
  return {preset.source.name, preset.preset.info};
}

Status replace_presets(const ShowOverrides& overrides, PresetChoice& choice, ReplayShow& out) {
  for (const auto& [old_name, new_name] : overrides.replaced) {
    const std::vector<std::string> used = engine::presets_of(out.files.show);
    if (std::ranges::find(used, old_name) == used.end()) {
      return fail(
          ErrorCode::kUsage,
          "--map " + old_name + "=" + new_name + ": the show has no preset '" + old_name + "'",
          "presets of this show: reprise-inspect info TAKE");
    }
    TRY_ASSIGN(const LoadedPreset* found, choice.get(old_name, out.notes));
    const engine::NamedPreset old_preset = named(*found);
    TRY_ASSIGN(const LoadedPreset* replacement, choice.get(new_name, out.notes));
    const auto lost =
        engine::replace_preset(out.files.show, old_name, old_preset, named(*replacement));
    out.notes.insert(out.notes.end(), lost.begin(), lost.end());
  }
  return {};
}

void apply_decisions(const timeline::TakeHeader& header, const ShowOverrides& overrides,
                     ReplayShow& out) {
  out.engine.sample_rate = header.audio.sample_rate;
  out.engine.seed = overrides.seed.value_or(header.seed);
  out.engine.quality = overrides.quality.value_or(header.quality);
  const bool decide_again = overrides.seed || overrides.switch_mode;
  out.engine.decisions = decide_again ? engine::Decisions::kCompute : engine::Decisions::kObey;
  if (overrides.switch_mode) {
    out.files.show.policy.mode = *overrides.switch_mode;
  }
  out.is_own = !decide_again && !overrides.preset && overrides.replaced.empty();
}

}  // namespace

Result<ReplayShow> replay_show(timeline::TakeReader& take, const ShowOverrides& overrides,
                               const PresetLibrary& library) {
  const timeline::TakeHeader& header = take.summary().header;
  TRY_ASSIGN(const auto attachments, take.attachments());
  TRY_ASSIGN(auto in_take, presets_in(attachments));
  PresetChoice choice(std::move(in_take), library);
  ReplayShow out;
  out.files.pictures = pictures_in(attachments);
  auto recorded = engine::parse_show(header.show);
  if (!recorded) {
    return fail(std::move(recorded).error().with_context("the take's show"));
  }
  out.files.show = std::move(*recorded);
  if (overrides.preset) {
    TRY_ASSIGN(const LoadedPreset* preset, choice.get(*overrides.preset, out.notes));
    out.files.show = engine::single_preset_show(named(*preset), header.seed);
    out.ignore_switches = true;
  }
  TRY(replace_presets(overrides, choice, out));
  apply_decisions(header, overrides, out);
  for (const std::string& name : engine::presets_of(out.files.show)) {
    TRY_ASSIGN(const LoadedPreset* preset, choice.get(name, out.notes));
    out.files.presets.push_back(*preset);
  }
  return out;
}

}  // namespace reprise::session
