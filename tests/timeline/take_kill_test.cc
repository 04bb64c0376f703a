// On the real disk: a take that is sealed, and one whose recorder is killed.
#include <chrono>
#include <csignal>
#include <thread>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/timeline/take_fixture.h"

namespace reprise::timeline {
namespace {

class TakeOnDisk : public testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        std::filesystem::path(testing::TempDir()) / ("reprise-take-" + std::to_string(::getpid()));
    std::filesystem::create_directory(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::filesystem::path target() const { return folder_ / "take.mcap"; }
  [[nodiscard]] Result<ReadTake> read(const std::filesystem::path& path) const {
    TRY_ASSIGN(const Bytes bytes, read_file(posix_file_system(), path));
    return read_take(bytes);
  }

 private:
  std::filesystem::path folder_;
};

TEST_F(TakeOnDisk, IsTheSameAsInMemory) {
  auto writer =
      TakeWriter::create(posix_file_system(), target(), small_header(), small_attachments(), {});
  ASSERT_TRUE(writer.has_value()) << writer.error().message;
  for (const Record& record : performance(3)) {
    ASSERT_TRUE(writer->append(record).has_value());
  }
  ASSERT_TRUE(writer->seal(small_seal(3)).has_value());
  EXPECT_FALSE(std::filesystem::exists(partial_path(target())));
  EXPECT_TRUE(*read_file(posix_file_system(), target()) ==
              make_take(small_header(), performance(3), small_attachments(), {}, 3));
}

// Records ten seconds of a take live and kills itself as soon as nine are known to be on the disk.
[[noreturn]] void record_and_die(const std::filesystem::path& target) {
  TakeWriterOptions options;
  options.overflow = Overflow::kDrop;
  options.durability = Durability::kChunk;
  auto writer = TakeWriter::create(posix_file_system(), target, small_header(), {}, options);
  for (const Record& record : performance(10, true)) {
    if (!writer || !writer->append(record)) {
      ::_exit(1);
    }
  }
  while (writer->stats().synced_until.value < 9 * 48'000) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  ::raise(SIGKILL);
  ::_exit(1);
}

TEST_F(TakeOnDisk, AKilledRecordingLosesAtMostTheLastSecond) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    record_and_die(target());
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_FALSE(std::filesystem::exists(target()));
  const auto take = read(partial_path(target()));
  ASSERT_TRUE(take.has_value()) << take.error().message;
  EXPECT_FALSE(take->summary.seal.has_value());
  EXPECT_GE(take->summary.end.value, 9 * 48'000);
  std::vector<Record> whole = performance(10, true);
  whole.insert(whole.begin(), small_header());
  whole.resize(take->records.size());
  EXPECT_TRUE(take->records == whole);
}

}  // namespace
}  // namespace reprise::timeline
