#include "core/session/library/performance_state.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/base/checksum.h"
#include "core/base/time.h"

namespace reprise::session {
namespace {

constexpr std::string_view kAnalysis = "state/analysis";
constexpr std::string_view kEngine = "state/engine";
constexpr std::string_view kHop = "state/hop";
constexpr std::string_view kRender = "state/render";
constexpr std::string_view kStateType = "application/octet-stream";

constexpr std::string_view kHopKind = "hop";
constexpr std::uint32_t kHopVersion = 1;

constexpr double kStateInterval = 0.25;  // s

Error damaged(std::string_view name) {
  return {ErrorCode::kCorrupt, "the take's '" + std::string(name) + "' is damaged"};
}

// kind, version, data, and a checksum of all three.
timeline::Attachment attachment(std::string_view name, const Blob& blob) {
  timeline::Attachment file{std::string(name), std::string(kStateType), {}};
  ByteWriter out(file.data);
  out.put_string(blob.kind);
  out.put(blob.version);
  out.put(static_cast<std::uint32_t>(blob.data.size()));
  out.put_bytes(blob.data);
  append_checksum(file.data);
  return file;
}

Result<Blob> blob_in(std::string_view name, ByteSpan file) {
  const auto content = without_checksum(file);
  if (!content) {
    return fail(damaged(name));
  }
  ByteReader in(*content);
  Blob blob;
  blob.kind = in.get_string();
  blob.version = in.get<std::uint32_t>();
  const ByteSpan data = in.get_bytes(in.get<std::uint32_t>());
  if (in.failed() || !in.at_end()) {
    return fail(damaged(name));
  }
  blob.data.assign(data.begin(), data.end());
  return blob;
}

void put(const AudioSnapshot& audio, ByteWriter& out) {
  out.put(audio.channels);
  out.put(audio.waveform_length);
  out.put(audio.spectrum_bins);
  for (const std::int16_t sample : audio.waveform) {
    out.put(sample);
  }
  for (const std::uint8_t byte : audio.spectrum) {
    out.put(byte);
  }
}

Blob hop_blob(const PerformanceState& state) {
  Blob blob{std::string(kHopKind), kHopVersion, {}};
  ByteWriter out(blob.data);
  out.put(state.reached.hop.value);
  out.put(state.reached.sample.value);
  for (const std::uint16_t value : state.reached.features.values) {
    out.put(value);
  }
  out.put(static_cast<std::uint8_t>(state.reached.onset ? 1 : 0));
  out.put(state.reached.spectrum_hash);
  out.put(static_cast<std::uint8_t>(state.held_audio ? 1 : 0));
  if (state.held_audio) {
    put(*state.held_audio, out);
  }
  return blob;
}

// False when the numbers cannot be, or are more than there is.
bool get(ByteReader& in, AudioSnapshot& audio) {
  constexpr std::int32_t kMostChannels = 8;
  constexpr std::int32_t kLongest = 1 << 16;
  audio.channels = in.get<std::int32_t>();
  audio.waveform_length = in.get<std::int32_t>();
  audio.spectrum_bins = in.get<std::int32_t>();
  const std::array<std::pair<std::int32_t, std::int32_t>, 3> limits{
      {{audio.channels, kMostChannels},
       {audio.waveform_length, kLongest},
       {audio.spectrum_bins, kLongest}}};
  if (std::ranges::any_of(limits,
                          [](auto pair) { return pair.first < 0 || pair.first > pair.second; })) {
    return false;
  }
  audio.waveform.resize(static_cast<std::size_t>(audio.channels) *
                        static_cast<std::size_t>(audio.waveform_length));
  for (std::int16_t& sample : audio.waveform) {
    sample = in.get<std::int16_t>();
  }
  audio.spectrum.resize(static_cast<std::size_t>(audio.spectrum_bins));
  for (std::uint8_t& byte : audio.spectrum) {
    byte = in.get<std::uint8_t>();
  }
  return true;
}

// Hop 0 needs no state, and a take holds no sample beyond its limit.
bool is_place(const HopAnalysis& reached) {
  constexpr std::int64_t kMostSamples = std::int64_t{1} << 45;
  return reached.hop.value >= 1 && reached.hop.value <= reached.sample.value &&
         reached.sample.value <= kMostSamples;
}

Status read_hop(const Blob& blob, PerformanceState& state) {
  if (blob.kind != kHopKind || blob.version != kHopVersion) {
    return fail(ErrorCode::kUnsupported, "cannot continue from '" + blob.kind +
                                             "' state of version " + std::to_string(blob.version));
  }
  ByteReader in(blob.data);
  state.reached.hop = HopIndex{in.get<std::int64_t>()};
  state.reached.sample = SampleIndex{in.get<std::int64_t>()};
  for (std::uint16_t& value : state.reached.features.values) {
    value = in.get<std::uint16_t>();
  }
  state.reached.onset = in.get<std::uint8_t>() != 0;
  state.reached.spectrum_hash = in.get<std::uint16_t>();
  const bool held = in.get<std::uint8_t>() != 0;
  if (held && !get(in, state.held_audio.emplace())) {
    return fail(damaged(kHop));
  }
  if (in.failed() || !in.at_end() || !is_place(state.reached)) {
    return fail(damaged(kHop));
  }
  return {};
}

}  // namespace

std::int64_t samples_between_states(std::int64_t sample_rate) {
  const std::int64_t hop = hop_size(sample_rate);
  return static_cast<std::int64_t>(kStateInterval * static_cast<double>(sample_rate)) / hop * hop;
}

std::vector<timeline::Attachment> attachments_of(const PerformanceState& state) {
  return {attachment(kAnalysis, state.analysis), attachment(kEngine, state.engine),
          attachment(kHop, hop_blob(state))};
}

Result<std::optional<PerformanceState>> state_in(
    std::span<const timeline::Attachment> attachments) {
  constexpr std::array kNames{kAnalysis, kEngine, kHop};
  std::array<std::optional<Blob>, kNames.size()> blobs;
  for (const timeline::Attachment& file : attachments) {
    const auto name = std::ranges::find(kNames, file.name);
    if (name != kNames.end()) {
      TRY_ASSIGN(blobs[static_cast<std::size_t>(name - kNames.begin())],
                 blob_in(file.name, file.data));
    }
  }
  const auto there =
      std::ranges::count_if(blobs, [](const auto& blob) { return blob.has_value(); });
  if (there == 0) {
    return std::nullopt;
  }
  if (there != static_cast<std::ptrdiff_t>(kNames.size())) {
    return corrupt("the take has only a part of the state that it begins with");
  }
  PerformanceState state;
  TRY(read_hop(*blobs[2], state));
  state.analysis = std::move(*blobs[0]);
  state.engine = std::move(*blobs[1]);
  return state;
}

Result<timeline::Attachment> attachment_of(const render::RenderState& state) {
  TRY_ASSIGN(const Blob blob, render::pack(state));
  return attachment(kRender, blob);
}

Result<std::optional<render::RenderState>> render_state_in(
    std::span<const timeline::Attachment> attachments) {
  const auto file = std::ranges::find(attachments, kRender, &timeline::Attachment::name);
  if (file == attachments.end()) {
    return std::nullopt;
  }
  TRY_ASSIGN(const Blob blob, blob_in(file->name, file->data));
  return render::unpack(blob);
}

}  // namespace reprise::session
