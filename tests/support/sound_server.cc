#include "tests/support/sound_server.h"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/shell.h"

namespace reprise::test {
namespace {

constexpr auto kVariables = {"PULSE_SERVER", "PULSE_RUNTIME_PATH", "PULSE_STATE_PATH",
                             "PULSE_COOKIE", "SDL_AUDIODRIVER"};

// Starts a program whose output goes nowhere and which does not outlive the test.
int spawn(std::vector<std::string> words) {
  std::vector<char*> arguments;
  for (std::string& word : words) {
    arguments.push_back(word.data());
  }
  arguments.push_back(nullptr);
  const int process = ::fork();
  if (process == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int nowhere = ::open("/dev/null", O_RDWR);
    for (const int file : {0, 1, 2}) {
      ::dup2(nowhere, file);
    }
    ::execvp(arguments[0], arguments.data());
    ::_exit(127);
  }
  return process;
}

bool ended_well(int process) {
  int status = 0;
  return process > 0 && ::waitpid(process, &status, 0) == process && WIFEXITED(status) &&
         WEXITSTATUS(status) == 0;
}

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

}  // namespace

std::string SoundServer::missing_program() {
  for (const char* name : {"pulseaudio", "pactl", "paplay"}) {
    if (!has_program(name)) {
      return name;
    }
  }
  return {};
}

std::unique_ptr<SoundServer> SoundServer::start(const Format& format) {
  std::string folder = (std::filesystem::temp_directory_path() / "reprise-sound-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) {
    return nullptr;
  }
  std::unique_ptr<SoundServer> server(new SoundServer(folder, format));
  return server->launch() ? std::move(server) : nullptr;
}

SoundServer::SoundServer(std::filesystem::path folder, Format format)
    : folder_(std::move(folder)), format_(std::move(format)) {
  const std::string path = folder_.string();
  ::setenv("PULSE_SERVER", ("unix:" + path + "/native").c_str(), 1);
  ::setenv("PULSE_RUNTIME_PATH", path.c_str(), 1);
  ::setenv("PULSE_STATE_PATH", path.c_str(), 1);
  ::setenv("PULSE_COOKIE", (path + "/cookie").c_str(), 1);
  ::unsetenv("SDL_AUDIODRIVER");
}

SoundServer::~SoundServer() {
  kill();
  for (const char* name : kVariables) {
    ::unsetenv(name);
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string SoundServer::stage() const {
  return "module-null-sink sink_name=stage rate=" + std::to_string(format_.rate) +
         " channels=" + std::to_string(format_.channels) + " format=" + format_.samples +
         " norewinds=1 sink_properties=device.description=Stage";
}

std::vector<std::string> SoundServer::command() const {
  return {"pulseaudio",
          "-n",
          "--daemonize=no",
          "--exit-idle-time=-1",
          "--disallow-exit",
          "--use-pid-file=no",
          "--system=no",
          "--disable-shm=yes",
          "--realtime=no",
          "--high-priority=no",
          "-L",
          "module-native-protocol-unix auth-anonymous=1 socket=" + folder_.string() + "/native"};
}

bool SoundServer::launch() {
  process_ = spawn(command());
  for (int i = 0; process_ > 0 && i < 200; ++i) {
    if (run_shell("pactl info >/dev/null 2>&1").status == 0) {
      return plug();
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return false;
}

int SoundServer::play(const std::filesystem::path& raw, const Format& format) const {
  return spawn({"paplay", "--raw", "--latency-msec=1000", "--rate=" + std::to_string(format.rate),
                "--channels=" + std::to_string(format.channels), "--format=" + format.samples,
                "--device=stage", raw.string()});
}

bool SoundServer::play_all(const std::filesystem::path& raw, const Format& format) const {
  return ended_well(play(raw, format));
}

void SoundServer::stop() const {
  ::kill(process_, SIGSTOP);
}

void SoundServer::go_on() const {
  ::kill(process_, SIGCONT);
}

void SoundServer::kill() {
  if (process_ > 0) {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    process_ = 0;
  }
}

bool SoundServer::restart() {
  kill();
  std::error_code ignored;
  std::filesystem::remove(folder_ / "native", ignored);
  return launch();
}

std::string SoundServer::load(const std::string& module) const {
  return first_line(run_shell("pactl load-module " + module + " 2>/dev/null").output);
}

void SoundServer::unload(const std::string& number) const {
  run_shell("pactl unload-module " + number + " >/dev/null 2>&1");
}

void SoundServer::unplug() {
  unload(stage_number_);
}

bool SoundServer::plug() {
  stage_number_ = load(stage());
  return !stage_number_.empty() &&
         run_shell("pactl set-default-sink stage && pactl set-default-source stage.monitor")
                 .status == 0;
}

}  // namespace reprise::test
