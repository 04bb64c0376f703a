// Recorders that are killed, on the real disk: at random moments of a live recording, and at every
// single write. What each leaves must open, hold what it should, and become whole by recovery.
// REPRISE_SOAK_KILLS sets the number of random kills; `./dev soak kill` runs a thousand.
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <thread>

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/rng.h"
#include "tests/timeline/recover_fixture.h"
#include "tests/timeline/take_fixture.h"

namespace reprise::timeline {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::int64_t kRate = 48000;
constexpr int kSeconds = 4;
constexpr int kAtOnce = 16;

SampleIndex end_of(const Record& record) {
  const auto* packet = std::get_if<AudioPacket>(&record);
  return {sample_of(record).value + (packet != nullptr ? packet->frames : 1)};
}

// What a recorder tells those that survive it.
struct Note {
  std::atomic<bool> started = false;    // create() has returned
  std::atomic<std::int64_t> until = 0;  // take time that append() was given
  std::atomic<bool> finished = false;
};

// Memory that a child shares with its parent.
class SharedNote {
 public:
  SharedNote()
      : note_(new (::mmap(nullptr, sizeof(Note), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                          -1, 0)) Note) {}
  SharedNote(const SharedNote&) = delete;
  SharedNote& operator=(const SharedNote&) = delete;
  ~SharedNote() { ::munmap(note_, sizeof(Note)); }
  Note* operator->() const { return note_; }

 private:
  Note* note_;
};

class Kill : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "/reprise-kill-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    whole_ = performance(kSeconds, true);
    whole_.insert(whole_.begin(), small_header());
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::filesystem::path target(int trial) const {
    return folder_ / (std::to_string(trial) + ".mcap");
  }

  // In a process of its own, which ends with this one.
  template <typename Work>
  static pid_t start(Work work) {
    const pid_t child = ::fork();
    if (child == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      work();
      ::_exit(0);
    }
    return child;
  }

  // The records of a file that a killed recorder left: the performance's first ones and no others,
  // before and after recovery. Its bytes are whole but for the end.
  [[nodiscard]] std::vector<Record> records_left(const std::filesystem::path& path) const {
    const auto bytes = read_file(posix_file_system(), path);
    EXPECT_TRUE(bytes.has_value());
    const auto take = read_take(*bytes);
    EXPECT_TRUE(take.has_value()) << take.error().message;
    if (!take) {
      return {};
    }
    for (const Damage& damage : take->damage) {
      EXPECT_EQ(damage.offset + damage.bytes, bytes->size()) << damage_text(take->damage);
    }
    EXPECT_TRUE(std::equal(take->records.begin(), take->records.end(), whole_.begin()));
    const auto recovered = recover_bytes(*bytes);
    EXPECT_TRUE(recovered.has_value()) << recovered.error().message;
    if (recovered) {
      const auto again = read_take(recovered->bytes);
      EXPECT_TRUE(again && again->damage.empty() && again->summary.seal);
      EXPECT_TRUE(again && again->records == take->records);
    }
    return take->records;
  }

  const std::vector<Record>& whole() const { return whole_; }

 private:
  std::filesystem::path folder_;
  std::vector<Record> whole_;
};

// As long as it sounds.
void record_live(const std::filesystem::path& target, std::vector<Record> records,
                 const SharedNote& note) {
  TakeWriterOptions options;
  options.overflow = Overflow::kDrop;
  options.durability = Durability::kChunk;
  auto writer = TakeWriter::create(posix_file_system(), target, small_header(), {}, options);
  note->started = writer.has_value();
  const Clock::time_point begin = Clock::now();
  for (Record& record : records) {
    const SampleIndex end = end_of(record);
    std::this_thread::sleep_until(begin + std::chrono::microseconds(end.value * 1'000'000 / kRate));
    if (!writer || !writer->append(std::move(record))) {
      ::_exit(1);
    }
    note->until = std::max(note->until.load(), end.value);
  }
  ::pause();
}

struct Trial {
  pid_t child = -1;
  std::unique_ptr<SharedNote> note = std::make_unique<SharedNote>();
  std::chrono::milliseconds life{};  // from the start of the recording
  std::optional<Clock::time_point> end;
};

// Ends each child when its time has come.
void kill_all(std::vector<Trial>& trials) {
  std::size_t left = trials.size();
  while (left > 0) {
    std::this_thread::sleep_for(std::chrono::microseconds(200));
    for (Trial& trial : trials) {
      if (!trial.end && (*trial.note)->started) {
        trial.end = Clock::now() + trial.life;
      }
      if (trial.child > 0 && trial.end && Clock::now() >= *trial.end) {
        ::kill(trial.child, SIGKILL);
        int status = 0;
        ASSERT_EQ(::waitpid(trial.child, &status, 0), trial.child);
        EXPECT_TRUE(WIFSIGNALED(status)) << "the recorder ended by itself";
        trial.child = -1;
        --left;
      }
    }
  }
}

int random_kills() {
  const char* count = std::getenv("REPRISE_SOAK_KILLS");
  return count != nullptr ? std::max(1, std::atoi(count)) : kAtOnce;
}

TEST_F(Kill, AtARandomMomentCostsAtMostTheLastSecond) {
  std::int64_t worst = 0;
  for (int first = 0; first < random_kills(); first += kAtOnce) {
    std::vector<Trial> trials(static_cast<std::size_t>(std::min(kAtOnce, random_kills() - first)));
    for (std::size_t i = 0; i < trials.size(); ++i) {
      const int number = first + static_cast<int>(i);
      Trial& trial = trials[i];
      trial.life = std::chrono::milliseconds(random_below(3, 5, {number}, 2500));
      trial.child =
          start([&] { record_live(target(number), performance(kSeconds, true), *trial.note); });
      ASSERT_GT(trial.child, 0);
    }
    kill_all(trials);
    for (std::size_t i = 0; i < trials.size(); ++i) {
      const auto path = partial_path(target(first + static_cast<int>(i)));
      SampleIndex end;
      for (const Record& record : records_left(path)) {
        end = std::max(end, end_of(record));
      }
      const std::int64_t lost = (*trials[i].note)->until - end.value;
      EXPECT_LE(lost, kRate) << "kill " << first + static_cast<int>(i);
      worst = std::max(worst, lost);
      std::filesystem::remove(path);
    }
  }
  RecordProperty("worst_loss_ms", static_cast<int>(worst * 1000 / kRate));
  std::printf("%d kills, at most %.3f s lost\n", random_kills(),
              static_cast<double>(worst) / kRate);
}

// The machine's disk, whose process dies at one write: before it, or when part of it is out.
class DeadlyFile final : public WritableFile {
 public:
  DeadlyFile(std::unique_ptr<WritableFile> file, int& writes_left, std::size_t part)
      : file_(std::move(file)), writes_left_(writes_left), part_(part) {}

  Status append(ByteSpan bytes) override {
    if (writes_left_-- == 0) {
      static_cast<void>(file_->append(bytes.first(bytes.size() * part_ / 4)));
      ::kill(::getpid(), SIGKILL);
    }
    return file_->append(bytes);
  }
  Status write_at(std::uint64_t offset, ByteSpan bytes) override {
    return file_->write_at(offset, bytes);
  }
  Status sync() override { return {}; }
  Status close() override { return file_->close(); }
  [[nodiscard]] std::uint64_t size() const override { return file_->size(); }

 private:
  std::unique_ptr<WritableFile> file_;
  int& writes_left_;
  std::size_t part_;
};

class DeadlyFileSystem final : public MemoryFileSystem {
 public:
  DeadlyFileSystem(int writes, std::size_t part) : writes_left_(writes), part_(part) {}
  Result<std::unique_ptr<WritableFile>> create(const std::filesystem::path& path) override {
    TRY_ASSIGN(auto file, posix_file_system().create(path));
    return std::make_unique<DeadlyFile>(std::move(file), writes_left_, part_);
  }
  Status rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
    return posix_file_system().rename(from, to);
  }
  bool exists(const std::filesystem::path& path) override {
    return posix_file_system().exists(path);
  }

 private:
  int writes_left_;
  std::size_t part_;
};

void record_from_file(FileSystem& fs, const std::filesystem::path& target,
                      std::vector<Record> records, const SharedNote& note) {
  auto writer = TakeWriter::create(fs, target, small_header(), small_attachments(), {});
  note->started = writer.has_value();
  for (Record& record : records) {
    if (!writer || !writer->append(std::move(record))) {
      ::_exit(1);
    }
  }
  note->finished = writer->seal(small_seal(kSeconds)).has_value();
}

TEST_F(Kill, AtEveryWriteLeavesWhatWasWrittenBefore) {
  int opened = 0;
  for (const std::size_t part : {std::size_t{0}, std::size_t{1}, std::size_t{3}}) {
    std::size_t most = 0;
    for (int write = 0;; ++write) {
      const SharedNote note;
      const pid_t child = start([&] {
        DeadlyFileSystem fs(write, part);
        record_from_file(fs, target(0), performance(kSeconds, true), note);
      });
      int status = 0;
      ASSERT_EQ(::waitpid(child, &status, 0), child);
      if (note->finished) {
        break;
      }
      ASSERT_TRUE(WIFSIGNALED(status)) << "write " << write;
      const auto path = partial_path(target(0));
      if (note->started) {
        const std::size_t records = records_left(path).size();
        EXPECT_GE(records, std::max<std::size_t>(most, 1)) << "write " << write;
        most = records;
        ++opened;
      }
      std::filesystem::remove(path);
    }
    EXPECT_EQ(most, whole().size());
    std::filesystem::remove(target(0));
  }
  EXPECT_GT(opened, 3 * 2 * kSeconds);
}

}  // namespace
}  // namespace reprise::timeline
