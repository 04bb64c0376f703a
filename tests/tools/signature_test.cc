// Signatures with a real ssh-keygen and keys of their own, in a folder of their own.
#include "tools/inspect/signature.h"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "core/base/text.h"
#include "core/timeline/record_codec.h"
#include "core/timeline/seal_metadata.h"
#include "tests/timeline/take_fixture.h"
#include "tests/timeline/take_surgery.h"
#include "tools/common/child_process.h"
#include "tools/inspect/media/doctor_report.h"

namespace reprise::tools {
namespace {

using namespace timeline;

class Signature : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) /
              ("reprise-signature-" + std::to_string(::getpid()));
    std::filesystem::create_directory(folder_);
    if (!run_child({"ssh-keygen", "-?"}, "")) {
      GTEST_SKIP() << "ssh-keygen is not installed (package openssh-client)";
    }
    std::string signers;
    for (const char* name : {"vj", "other"}) {
      ASSERT_EQ(
          run_child({"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", at(name)}, "")
              ->code,
          0);
      signers += std::string(name) + "@example " +
                 read_text_file(posix_file_system(), at(std::string(name) + ".pub")).value_or("");
    }
    write("signers", signers);
    write("nobody", "");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::string at(const std::string& name) const { return (folder_ / name).string(); }
  void write(const std::string& name, const std::string& text) const {
    ASSERT_TRUE(write_file(posix_file_system(), at(name), as_byte_span(text)).has_value());
  }
  // Writes x.sig, the signature of `take` by this key.
  void sign(const Bytes& take, const std::string& key) const {
    const auto signature = sign_text(text_of(take), at(key));
    ASSERT_TRUE(signature.has_value()) << signature.error().message;
    write("x.sig", *signature);
  }
  [[nodiscard]] SignatureVerdict verify(const Bytes& take, const std::string& signer = "",
                                        const std::string& allowed = "signers") const {
    const auto verdict = verify_signature(text_of(take), at("x.sig"), at(allowed), signer);
    EXPECT_TRUE(verdict.has_value()) << verdict.error().message;
    return verdict.value_or(SignatureVerdict{});
  }
  static Diagnosis examine(const Bytes& take) {
    MemoryFileSystem fs;
    fs.put("a", take);
    return *diagnose(fs, "a");
  }
  static std::string text_of(const Bytes& take) {
    const auto text = signed_text(examine(take));
    EXPECT_TRUE(text.has_value());
    return text.value_or("");
  }

 private:
  std::filesystem::path folder_;
};

Bytes take() {
  return make_take(small_header(), performance(3), small_attachments(), {}, 3);
}

TEST_F(Signature, HoldsForTheTakeAndItsSigner) {
  sign(take(), "vj");
  const SignatureVerdict verdict = verify(take());
  EXPECT_TRUE(verdict.good) << verdict.why;
  EXPECT_EQ(verdict.signer, "vj@example");
  EXPECT_TRUE(verify(take(), "vj@example").good);
  EXPECT_FALSE(verify(take(), "other@example").good);
  EXPECT_FALSE(verify(take(), "nobody@example").good);
  const SignatureVerdict unknown = verify(take(), "", "nobody");
  EXPECT_FALSE(unknown.good);
  EXPECT_THAT(unknown.why, testing::HasSubstr("names nobody who made it"));
}

TEST_F(Signature, HoldsForTheTakeInAnotherCompression) {
  sign(take(), "vj");
  TakeWriterOptions strong;
  strong.zstd_level = 19;
  const Bytes small = make_take(small_header(), performance(3), small_attachments(), strong, 3);
  ASSERT_FALSE(small == take());
  EXPECT_TRUE(verify(small).good);
}

// CRCs, digests, seal and chain computed anew: the take is sound, and not the one that was signed.
TEST_F(Signature, CatchesAForgery) {
  sign(take(), "vj");
  TakeParts parts = take_apart(take());
  OwnedChunk& chunk = parts.chunk(3);
  OwnedMessage& message = *std::ranges::find(chunk, 2, &OwnedMessage::channel);
  Record record = *unpack_record({TopicKind::kAudio, 0}, message.data);
  std::get<AudioPacket>(record).data[5] ^= std::byte{1};
  RecordPacker packer;
  const ByteSpan data = packer.pack(record);
  message.data.assign(data.begin(), data.end());
  const Bytes forged = put_together(parts, Seals::kForge);
  DoctorReport report{"show.mcap", examine(forged), verify(forged)};
  EXPECT_TRUE(report.diagnosis.sound());
  EXPECT_FALSE(report.signature->good);
  EXPECT_FALSE(is_sound(report));
  EXPECT_THAT(doctor_text(report), testing::HasSubstr("the signature does not hold: "));
  EXPECT_EQ(doctor_json(report)["signature"]["result"], "bad");
}

TEST_F(Signature, CatchesAForgedSeal) {
  sign(take(), "vj");
  TakeParts parts = take_apart(take());
  SealRecord seal = *seal_from_metadata(parts.metadata(kSealName));
  seal.seal.pcm_sha256[0] ^= 1;
  parts.metadata(kSealName) = seal_to_metadata(seal);
  const Bytes forged = put_together(parts, Seals::kKeep);
  EXPECT_TRUE(examine(forged).sound());
  EXPECT_FALSE(verify(forged).good);
}

// The head that is written in the file counts for nothing.
TEST_F(Signature, BelievesNoStoredHead) {
  sign(take(), "vj");
  TakeParts parts = take_apart(take());
  parts.attachment(0).file.data[0] ^= std::byte{1};
  const Bytes forged = put_together(parts, Seals::kKeep);
  EXPECT_EQ(examine(forged).seal->chain_head, examine(take()).chain_head);
  EXPECT_FALSE(verify(forged).good);
}

TEST_F(Signature, IsNotMadeWithoutKeyOrSeal) {
  const auto no_key = sign_text("text", at("absent"));
  ASSERT_FALSE(no_key.has_value());
  EXPECT_EQ(no_key.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(sign_text("text", at("signers")).error().code, ErrorCode::kInvalid);
  EXPECT_FALSE(signed_text(Diagnosis{}).has_value());
}

TEST(DoctorReport, NamesTheChunkAndTheNextCommand) {
  TakeParts parts = take_apart(take());
  parts.chunk(3).back().publish_time += 1;
  MemoryFileSystem fs;
  fs.put("a", put_together(parts, Seals::kKeep));
  const DoctorReport report{"my show.mcap.partial", *diagnose(fs, "a"), std::nullopt};
  const std::string text = doctor_text(report);
  EXPECT_THAT(text, testing::StartsWith("my show.mcap.partial: "));
  EXPECT_THAT(text, testing::HasSubstr("\n  first altered: chunk 3, at byte "));
  EXPECT_THAT(text, testing::EndsWith("  next: reprise-inspect recover 'my show.mcap.partial' -o "
                                      "'my show.recovered.mcap'\n"));
  const Json json = doctor_json(report);
  EXPECT_EQ(json["result"], "findings");
  EXPECT_EQ(json["kind"], "take");
  EXPECT_EQ(json["first_altered"]["number"], 3);
  EXPECT_EQ(json["findings"][0]["part"], "records");
}

TEST(DoctorReport, ManyFindingsAreCutForPeople) {
  Diagnosis diagnosis;
  for (std::uint64_t i = 0; i < 50; ++i) {
    diagnosis.findings.push_back(
        {FindingPart::kRecords, mcap::Severity::kError, i + 1, "record", "wrong"});
  }
  diagnosis.errors = 60;
  diagnosis.suppressed = 10;
  const std::string text = doctor_text({"a", diagnosis, std::nullopt});
  EXPECT_THAT(text, testing::HasSubstr("a: 60 findings\n"));
  EXPECT_THAT(text, testing::HasSubstr("  and 40 more; --json"));
}

}  // namespace
}  // namespace reprise::tools
