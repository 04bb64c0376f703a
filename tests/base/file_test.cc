#include "core/base/file.h"

#include <csignal>
#include <cstdlib>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/folder_lock.h"

namespace reprise {
namespace {

namespace fs = std::filesystem;

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (fs::temp_directory_path() / "reprise-file-test-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~TemporaryFolder() { fs::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] fs::path operator/(std::string_view name) const { return path_ / name; }
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(path_)) {
      names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

 private:
  fs::path path_;
};

// While it lives, no file of this process may grow past `bytes`: a full disk that needs no root.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : old_handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &old_limit_);
    const rlimit limit{bytes, old_limit_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &old_limit_);
    std::signal(SIGXFSZ, old_handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  void (*old_handler_)(int);
  rlimit old_limit_{};
};

// The same promises hold on the disk and in memory.
enum class Kind { kPosix, kMemory };

class EveryFileSystem : public testing::TestWithParam<Kind> {
 protected:
  FileSystem& file_system() { return GetParam() == Kind::kPosix ? posix_file_system() : memory_; }
  fs::path path(std::string_view name) { return folder_ / name; }

 private:
  TemporaryFolder folder_;
  MemoryFileSystem memory_;
};

INSTANTIATE_TEST_SUITE_P(All, EveryFileSystem, testing::Values(Kind::kPosix, Kind::kMemory),
                         [](const auto& parameter) {
                           return parameter.param == Kind::kPosix ? "Posix" : "Memory";
                         });

TEST_P(EveryFileSystem, AppendPatchAndReadBack) {
  auto file = file_system().create(path("a")).value();
  ASSERT_TRUE(file->append(as_byte_span("hello ")));
  ASSERT_TRUE(file->append(as_byte_span("world")));
  ASSERT_TRUE(file->write_at(4, as_byte_span("0 W")));
  EXPECT_EQ(file->size(), 11U);
  ASSERT_TRUE(file->sync());
  ASSERT_TRUE(file->close());
  EXPECT_EQ(read_text_file(file_system(), path("a")).value(), "hell0 World");
}

TEST_P(EveryFileSystem, PatchThenAppendContinuesAtTheEnd) {
  auto file = file_system().create(path("a")).value();
  ASSERT_TRUE(file->append(as_byte_span("1234")));
  ASSERT_TRUE(file->write_at(0, as_byte_span("x")));
  ASSERT_TRUE(file->append(as_byte_span("5")));
  ASSERT_TRUE(file->close());
  EXPECT_EQ(read_text_file(file_system(), path("a")).value(), "x2345");
}

TEST_P(EveryFileSystem, PatchBehindTheEndIsRefused) {
  auto file = file_system().create(path("a")).value();
  ASSERT_TRUE(file->append(as_byte_span("1234")));
  EXPECT_FALSE(file->write_at(3, as_byte_span("xy")));
  EXPECT_FALSE(file->write_at(~std::uint64_t{0}, as_byte_span("xy")));
  EXPECT_EQ(file->size(), 4U);
}

TEST_P(EveryFileSystem, CreateTruncates) {
  ASSERT_TRUE(write_file(file_system(), path("a"), as_byte_span("long content")));
  ASSERT_TRUE(file_system().create(path("a")).value()->close());
  EXPECT_EQ(read_text_file(file_system(), path("a")).value(), "");
}

TEST_P(EveryFileSystem, ReadsAtAnyOffsetButNeverPastTheEnd) {
  ASSERT_TRUE(write_file(file_system(), path("a"), as_byte_span("0123456789")));
  const auto file = file_system().open(path("a")).value();
  EXPECT_EQ(file->size(), 10U);
  Bytes three(3);
  ASSERT_TRUE(file->read_at(7, three));
  EXPECT_EQ(as_text(three), "789");
  ASSERT_TRUE(file->read_at(10, std::span<std::byte>{}));
  EXPECT_EQ(file->read_at(8, three).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(file->read_at(~std::uint64_t{0}, three).error().code, ErrorCode::kCorrupt);
}

TEST_P(EveryFileSystem, MissingFilesSayNotFound) {
  EXPECT_EQ(file_system().open(path("none")).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(file_system().remove(path("none")).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(file_system().rename(path("none"), path("b")).error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(file_system().exists(path("none")));
  EXPECT_THAT(file_system().open(path("none")).error().message, testing::HasSubstr("none"));
}

TEST_P(EveryFileSystem, RenameReplaces) {
  ASSERT_TRUE(write_file(file_system(), path("a"), as_byte_span("new")));
  ASSERT_TRUE(write_file(file_system(), path("b"), as_byte_span("old")));
  ASSERT_TRUE(file_system().rename(path("a"), path("b")));
  EXPECT_FALSE(file_system().exists(path("a")));
  EXPECT_EQ(read_text_file(file_system(), path("b")).value(), "new");
}

TEST_P(EveryFileSystem, AnOpenFileOutlivesItsName) {
  ASSERT_TRUE(write_file(file_system(), path("a"), as_byte_span("abc")));
  const auto file = file_system().open(path("a")).value();
  ASSERT_TRUE(file_system().remove(path("a")));
  Bytes content(3);
  EXPECT_TRUE(file->read_at(0, content));
  EXPECT_EQ(as_text(content), "abc");
}

TEST_P(EveryFileSystem, AtomicFileAppearsOnlyAtCommit) {
  auto atomic = AtomicFile::create(file_system(), path("out")).value();
  ASSERT_TRUE(atomic.file().append(as_byte_span("done")));
  EXPECT_FALSE(file_system().exists(path("out")));
  EXPECT_TRUE(file_system().exists(atomic.temporary_path()));
  EXPECT_EQ(atomic.temporary_path().parent_path(), path("out").parent_path());
  ASSERT_TRUE(atomic.commit());
  EXPECT_FALSE(file_system().exists(atomic.temporary_path()));
  EXPECT_EQ(read_text_file(file_system(), path("out")).value(), "done");
}

TEST_P(EveryFileSystem, AtomicFileWithoutCommitLeavesTheOldFileAndNoTrace) {
  ASSERT_TRUE(write_file(file_system(), path("out"), as_byte_span("old")));
  fs::path temporary;
  {
    auto atomic = AtomicFile::create(file_system(), path("out")).value();
    ASSERT_TRUE(atomic.file().append(as_byte_span("half")));
    temporary = atomic.temporary_path();
  }
  EXPECT_FALSE(file_system().exists(temporary));
  EXPECT_EQ(read_text_file(file_system(), path("out")).value(), "old");
}

TEST_P(EveryFileSystem, AtomicFileMoves) {
  auto first = AtomicFile::create(file_system(), path("one")).value();
  auto second = AtomicFile::create(file_system(), path("two")).value();
  first = std::move(second);
  AtomicFile moved(std::move(first));
  ASSERT_TRUE(moved.commit());
  EXPECT_TRUE(file_system().exists(path("two")));
  EXPECT_FALSE(file_system().exists(path("one")));
}

TEST_P(EveryFileSystem, ReadFileKeepsItsLimit) {
  ASSERT_TRUE(write_file(file_system(), path("a"), as_byte_span("12345")));
  EXPECT_TRUE(read_file(file_system(), path("a"), 5));
  EXPECT_EQ(read_file(file_system(), path("a"), 4).error().code, ErrorCode::kInvalid);
}

TEST(MemoryFileSystem, PutAndContent) {
  MemoryFileSystem memory;
  memory.put("x", as_byte_span("abc"));
  EXPECT_EQ(as_text(memory.content("x").value()), "abc");
  EXPECT_EQ(memory.content("y").error().code, ErrorCode::kNotFound);
}

TEST(PosixFile, AFullDiskIsNoSpace) {
  auto file = posix_file_system().create("/dev/full").value();
  const Status status = file->append(as_byte_span("x"));
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kNoSpace);
  EXPECT_EQ(file->size(), 0U);
}

TEST(PosixFile, AShortWriteIsContinuedUntilItFails) {
  const TemporaryFolder folder;
  const Bytes content(3000, std::byte{7});
  auto file = posix_file_system().create(folder / "a").value();
  ASSERT_TRUE(file->append(ByteSpan(content).first(1000)));
  {
    const FileSizeLimit limit(2000);
    const Status status = file->append(content);
    ASSERT_FALSE(status) << "the kernel takes 1000 bytes, then refuses the rest";
    EXPECT_EQ(status.error().code, ErrorCode::kNoSpace);
    EXPECT_EQ(file->size(), 1000U);
  }
  ASSERT_TRUE(file->append(content)) << "with room again, the same append works";
  ASSERT_TRUE(file->close());
  EXPECT_EQ(fs::file_size(folder / "a"), 4000U);
}

TEST(PosixFile, AFailedAtomicWriteKeepsTheOldFileAndCleansUp) {
  const TemporaryFolder folder;
  ASSERT_TRUE(write_file(posix_file_system(), folder / "out", as_byte_span("old")));
  {
    const FileSizeLimit limit(100);
    const Status status =
        write_file(posix_file_system(), folder / "out", Bytes(5000, std::byte{1}));
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::kNoSpace);
  }
  EXPECT_EQ(folder.names(), std::vector<std::string>{"out"});
  EXPECT_EQ(read_text_file(posix_file_system(), folder / "out").value(), "old");
}

TEST(PosixFile, AFileThatShrinksWhileOpenIsCorrupt) {
  const TemporaryFolder folder;
  ASSERT_TRUE(write_file(posix_file_system(), folder / "a", as_byte_span("0123456789")));
  const auto file = posix_file_system().open(folder / "a").value();
  ASSERT_EQ(::truncate((folder / "a").c_str(), 4), 0);
  Bytes content(10);
  EXPECT_EQ(file->read_at(0, content).error().code, ErrorCode::kCorrupt);
}

TEST(PosixFile, FoldersAndDevicesAreNoFiles) {
  const TemporaryFolder folder;
  EXPECT_EQ(posix_file_system().open(folder / "").error().code, ErrorCode::kIo);
  EXPECT_EQ(posix_file_system().open("/dev/null").error().code, ErrorCode::kIo);
}

TEST(PosixFile, AFifoIsRefusedAndNotWaitedFor) {
  const TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder / "fifo").c_str(), 0600), 0);
  EXPECT_EQ(posix_file_system().open(folder / "fifo").error().code, ErrorCode::kIo);
}

TEST(PosixFile, CreateInAMissingFolderSaysSo) {
  const TemporaryFolder folder;
  const auto file = posix_file_system().create(folder / "no/such/folder");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, ErrorCode::kNotFound);
}

TEST(PosixFile, CommitWorksWithABareFileName) {
  const TemporaryFolder folder;
  const fs::path before = fs::current_path();
  fs::current_path(folder / "");
  EXPECT_TRUE(write_file(posix_file_system(), "bare", as_byte_span("x")));
  fs::current_path(before);
  EXPECT_TRUE(fs::exists(folder / "bare"));
}

// A file system whose disk fails at a chosen step.
enum class FailAt { kSync, kClose, kRename };

class FailingFile final : public WritableFile {
 public:
  explicit FailingFile(FailAt at) : at_(at) {}
  Status append(ByteSpan /*bytes*/) override { return {}; }
  Status write_at(std::uint64_t /*offset*/, ByteSpan /*bytes*/) override { return {}; }
  Status sync() override { return result(FailAt::kSync); }
  Status close() override { return result(FailAt::kClose); }
  [[nodiscard]] std::uint64_t size() const override { return 0; }

 private:
  Status result(FailAt step) {
    return at_ == step ? Status{fail(ErrorCode::kIo, "the disk is gone")} : Status{};
  }
  FailAt at_;
};

class FailingFileSystem final : public FileSystem {
 public:
  explicit FailingFileSystem(FailAt at) : at_(at) {}
  Result<std::unique_ptr<WritableFile>> create(const fs::path& /*path*/) override {
    return std::make_unique<FailingFile>(at_);
  }
  Result<std::unique_ptr<RandomAccessFile>> open(const fs::path& /*path*/) override {
    return fail(ErrorCode::kNotFound, "nothing here");
  }
  Status rename(const fs::path& /*from*/, const fs::path& /*to*/) override {
    renamed = true;
    return at_ == FailAt::kRename ? Status{fail(ErrorCode::kIo, "the disk is gone")} : Status{};
  }
  Status remove(const fs::path& path) override {
    removed.push_back(path);
    return {};
  }
  bool exists(const fs::path& /*path*/) override { return false; }

  bool renamed = false;
  std::vector<fs::path> removed;

 private:
  FailAt at_;
};

TEST(AtomicFile, NoRenameAfterAFailedSyncOrClose) {
  for (const FailAt step : {FailAt::kSync, FailAt::kClose}) {
    FailingFileSystem failing(step);
    EXPECT_EQ(write_file(failing, "out", as_byte_span("x")).error().code, ErrorCode::kIo);
    EXPECT_FALSE(failing.renamed);
    EXPECT_EQ(failing.removed.size(), 1U);
  }
}

TEST(AtomicFile, AFailedRenameIsReportedAndCleanedUp) {
  FailingFileSystem failing(FailAt::kRename);
  EXPECT_EQ(write_file(failing, "out", as_byte_span("x")).error().code, ErrorCode::kIo);
  EXPECT_EQ(failing.removed.size(), 1U);
}

TEST(FolderLock, OneHolderAtATime) {
  const TemporaryFolder folder;
  fs::create_directory(folder / "work");
  {
    const auto first = FolderLock::acquire(folder / "work");
    ASSERT_TRUE(first.has_value()) << first.error().message;
    const auto second = FolderLock::acquire(folder / "work");
    ASSERT_FALSE(second.has_value());
    EXPECT_EQ(second.error().code, ErrorCode::kTryAgain);
  }
  EXPECT_TRUE(FolderLock::acquire(folder / "work").has_value());
  EXPECT_EQ(FolderLock::acquire(folder / "none").error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace reprise
