#include "tools/sound/sdl_stream.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <utility>

#include <SDL.h>

namespace reprise::tools {
namespace {

tl::unexpected<Error> sdl_error(const std::string& what) {
  return fail(ErrorCode::kResource, what + ": " + SDL_GetError());
}

int is_capture(Direction direction) {
  return direction == Direction::kIn ? 1 : 0;
}

bool is_disk() {
  return std::string_view(SDL_GetCurrentAudioDriver()) == "disk";
}

// SDL goes on with silence behind the end of the file, which it does not tell.
std::uint64_t bytes_to_come(Direction direction) {
  constexpr auto kEndless = std::numeric_limits<std::uint64_t>::max();
  if (direction == Direction::kOut || !is_disk()) {
    return kEndless;
  }
  const char* path = std::getenv("SDL_DISKAUDIOFILEIN");
  std::error_code error;
  const auto size = std::filesystem::file_size(path == nullptr ? "sdlaudio-in.raw" : path, error);
  return error ? kEndless : size;
}

SDL_AudioFormat sdl_format(SampleFormat format) {
  switch (format) {
    case SampleFormat::kS16:
      return AUDIO_S16LSB;
    case SampleFormat::kF32:
      return AUDIO_F32LSB;
    default:
      return AUDIO_S32LSB;
  }
}

class SdlStream final : public DeviceStream {
 public:
  SdlStream(const StreamSpec& spec, StreamClient& client)
      : spec_(spec), client_(client), to_come_(bytes_to_come(spec.direction)) {}
  SdlStream(const SdlStream&) = delete;
  SdlStream& operator=(const SdlStream&) = delete;
  ~SdlStream() override {
    if (id_ != 0) {
      SDL_CloseAudioDevice(id_);
    }
  }

  Status start() {
    SDL_AudioSpec wanted{};
    wanted.freq = spec_.sample_rate;
    wanted.format = sdl_format(spec_.format);
    wanted.channels = static_cast<Uint8>(spec_.channels);
    wanted.samples = static_cast<Uint16>(std::clamp(spec_.block_frames, 32, 32'768));
    wanted.callback = on_samples;
    wanted.userdata = this;
    const char* name = spec_.device.empty() ? nullptr : spec_.device.c_str();
    SDL_AudioSpec given{};
    id_ = SDL_OpenAudioDevice(name, is_capture(spec_.direction), &wanted, &given, 0);
    if (id_ == 0) {
      return sdl_error(name == nullptr ? "cannot open the default sound device"
                                       : "cannot open the sound device '" + spec_.device + "'");
    }
    block_frames_ = given.samples;
    SDL_PauseAudioDevice(id_, 0);
    return {};
  }

  [[nodiscard]] StreamHealth health() const override {
    if (ended_) {
      return StreamHealth::kEnded;
    }
    return SDL_GetAudioDeviceStatus(id_) == SDL_AUDIO_STOPPED ? StreamHealth::kGone
                                                              : StreamHealth::kRunning;
  }
  [[nodiscard]] std::string name() const override {
    return spec_.device.empty() ? "default" : spec_.device;
  }
  [[nodiscard]] std::int64_t block_frames() const override { return block_frames_; }
  std::vector<std::string> take_notes() override { return {}; }

 private:
  static void SDLCALL on_samples(void* self, Uint8* data, int bytes) {
    static_cast<SdlStream*>(self)->exchange(reinterpret_cast<std::byte*>(data),
                                            static_cast<std::size_t>(bytes));
  }

  void exchange(std::byte* data, std::size_t bytes) {
    if (spec_.direction == Direction::kOut) {
      client_.wanted({data, bytes});
      // SDL does not tell: the block that is played, and the one that waits.
      client_.handed_over(2 * std::int64_t{1'000'000'000} * block_frames_ / spec_.sample_rate);
      return;
    }
    // A device that went away is heard as silence, for ever.
    if (ended_ || SDL_GetAudioDeviceStatus(id_) == SDL_AUDIO_STOPPED) {
      return;
    }
    const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(bytes, to_come_));
    client_.captured({data, taken - taken % spec_.frame_bytes()}, 0);
    to_come_ -= taken;
    ended_ = to_come_ == 0;
  }

  const StreamSpec spec_;
  StreamClient& client_;
  std::uint64_t to_come_;  // the callback's
  std::int64_t block_frames_ = 0;
  std::atomic<bool> ended_{false};
  SDL_AudioDeviceID id_ = 0;
};

SoundDevice device_at(int index, Direction direction) {
  SoundDevice device;
  device.index = index;
  const char* name = SDL_GetAudioDeviceName(index, is_capture(direction));
  device.name = name == nullptr ? "" : name;
  device.description = device.name;
  device.backend = SDL_GetCurrentAudioDriver();
  SDL_AudioSpec spec{};
  if (SDL_GetAudioDeviceSpec(index, is_capture(direction), &spec) == 0) {
    device.sample_rate = spec.freq;
    device.channels = spec.channels;
  }
  return device;
}

}  // namespace

Result<std::shared_ptr<SoundBackend>> SdlBackend::create() {
  SDL_SetMainReady();
  SDL_SetHintWithPriority(SDL_HINT_NO_SIGNAL_HANDLERS, "1", SDL_HINT_OVERRIDE);
  // Not PulseAudio, which did not answer: SDL would wait for it, or start one. $SDL_AUDIODRIVER
  // still wins.
  SDL_SetHintWithPriority(SDL_HINT_AUDIODRIVER, "alsa,jack,pipewire,sndio,dsp", SDL_HINT_DEFAULT);
  // Its warnings would stand in the middle of ours; errors come as errors.
  SDL_LogSetPriority(SDL_LOG_CATEGORY_AUDIO, SDL_NUM_LOG_PRIORITIES);
  std::shared_ptr<SdlBackend> backend(new SdlBackend);
  if (SDL_InitSubSystem(SDL_INIT_AUDIO) != 0) {
    return sdl_error("no sound on this machine");
  }
  backend->started_ = true;
  return backend;
}

SdlBackend::~SdlBackend() {
  if (started_) {
    SDL_QuitSubSystem(SDL_INIT_AUDIO);
  }
}

Result<std::vector<SoundDevice>> SdlBackend::devices(Direction direction) {
  std::vector<SoundDevice> devices;
  const int count = SDL_GetNumAudioDevices(is_capture(direction));
  for (int i = 0; i < count; ++i) {
    devices.push_back(device_at(i, direction));
  }
  return devices;
}

Result<std::unique_ptr<DeviceStream>> SdlBackend::open(const StreamSpec& spec,
                                                       StreamClient& client) {
  auto stream = std::make_unique<SdlStream>(spec, client);
  TRY(stream->start());
  return stream;
}

Result<std::shared_ptr<SoundBackend>> sdl_backend() {
  return SdlBackend::create();
}

}  // namespace reprise::tools
