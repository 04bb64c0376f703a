#include "core/base/spool_file.h"

#include <csignal>
#include <filesystem>

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace reprise {
namespace {

Bytes numbered(std::size_t size, unsigned from) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) {
    bytes[i] = static_cast<std::byte>((from + i) * 7);
  }
  return bytes;
}

class SpoolTest : public testing::Test {
 protected:
  SpoolTest() { std::filesystem::create_directory(folder_); }
  ~SpoolTest() override { std::filesystem::remove_all(folder_); }
  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / "reprise-spool-test";
};

TEST_F(SpoolTest, IsReadAsItWasWrittenInMemoryAndOnDisk) {
  for (const std::size_t memory : {0U, 999U, 1000U, 5000U}) {
    const Spool spool({memory, folder_});
    auto writer = spool.writer();
    for (unsigned part = 0; part < 5; ++part) {
      ASSERT_TRUE(writer->append(numbered(200, part * 200)).has_value());
    }
    ASSERT_TRUE(writer->write_at(3, numbered(2, 900)).has_value());
    EXPECT_FALSE(writer->write_at(999, numbered(2, 0)).has_value());
    Bytes expected = numbered(1000, 0);
    std::ranges::copy(numbered(2, 900), expected.begin() + 3);
    const auto reader = spool.reader();
    EXPECT_EQ(spool.in_memory(), memory >= 1000) << memory;
    EXPECT_EQ(reader->size(), 1000U);
    Bytes read(1000);
    ASSERT_TRUE(reader->read_at(0, read).has_value());
    EXPECT_EQ(read, expected);
    EXPECT_EQ(reader->read_at(990, std::span(read).first(11)).error().code, ErrorCode::kCorrupt);
    EXPECT_TRUE(std::filesystem::is_empty(folder_)) << "the file has no name";
  }
}

TEST_F(SpoolTest, GoesOnWhereTheDiskWasFullForAWhile) {
  const Spool spool({150, folder_});
  const auto writer = spool.writer();
  ASSERT_TRUE(writer->append(numbered(100, 0)).has_value());
  rlimit whole{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &whole), 0);
  std::signal(SIGXFSZ, SIG_IGN);
  const rlimit little{50, whole.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &little), 0);
  const Status full = writer->append(numbered(100, 100));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &whole), 0);
  EXPECT_FALSE(full.has_value());
  ASSERT_TRUE(writer->append(numbered(100, 100)).has_value());
  Bytes read(200);
  ASSERT_TRUE(spool.reader()->read_at(0, read).has_value());
  EXPECT_EQ(read, numbered(200, 0));
}

TEST_F(SpoolTest, OutlivesItsSpool) {
  std::unique_ptr<RandomAccessFile> reader;
  {
    const Spool spool({0, folder_});
    ASSERT_TRUE(spool.writer()->append(numbered(10, 0)).has_value());
    reader = spool.reader();
  }
  Bytes read(10);
  ASSERT_TRUE(reader->read_at(0, read).has_value());
  EXPECT_EQ(read, numbered(10, 0));
}

TEST_F(SpoolTest, SaysWhereItCannotWrite) {
  const Spool spool({0, folder_ / "nowhere"});
  const Status status = spool.writer()->append(numbered(1, 0));
  ASSERT_FALSE(status.has_value());
  EXPECT_EQ(status.error().code, ErrorCode::kNotFound);
  EXPECT_NE(status.error().message.find("nowhere"), std::string::npos);
}

}  // namespace
}  // namespace reprise
