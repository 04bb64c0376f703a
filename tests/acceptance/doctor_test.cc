// doctor and sign as a user runs them.
#include <gmock/gmock.h>

#include "tests/acceptance/stage.h"

namespace reprise::acceptance {
namespace {

class Doctor : public Stage {
 protected:
  Doctor() {
    write_sound("song.wav", music(2));
    record("song.wav", "show.mcap", small_take());
  }
  void flip_a_bit(std::string_view file) const {
    std::string bytes = read_file(at(file));
    char& byte = bytes[bytes.size() / 2];
    byte = static_cast<char>(byte ^ 1);
    write_file(at(file), bytes);
  }
};

TEST_F(Doctor, FindsARecordedTakeSound) {
  const Outcome text = run({"reprise-inspect", "doctor", "show.mcap"});
  EXPECT_EQ(text.code, 0) << text;
  EXPECT_TRUE(text.out.starts_with("show.mcap: sound\n")) << text;
  const Outcome json = run({"reprise", "doctor", "--json", "show.mcap"});
  EXPECT_EQ(json.code, 0) << json;
  EXPECT_EQ(json_of(json)["result"], "sound");
  EXPECT_TRUE(json_of(json)["findings"].empty()) << json;
  const Outcome info = run({"reprise-inspect", "info", "--json", "show.mcap"});
  EXPECT_EQ(json_of(info)["seal"]["chain_head"], json_of(json)["chain_head"]);
}

TEST_F(Doctor, NamesAFlippedBit) {
  flip_a_bit("show.mcap");
  const Outcome outcome = run({"reprise-inspect", "doctor", "show.mcap"});
  EXPECT_EQ(outcome.code, 1) << outcome;
  EXPECT_THAT(outcome.out, testing::HasSubstr("first altered: chunk ")) << outcome;
  EXPECT_THAT(outcome.out, testing::HasSubstr("next: reprise-inspect recover show.mcap -o "
                                              "show.recovered.mcap\n"));
  EXPECT_EQ(outcome.err, "");
}

TEST_F(Doctor, TroubleIsTwo) {
  EXPECT_EQ(run({"reprise-inspect", "doctor", "nothing.mcap"}).code, 2);
  const Outcome song = run({"reprise-inspect", "doctor", "song.wav"});
  EXPECT_EQ(song.code, 2) << song;
  EXPECT_THAT(song.err, testing::HasSubstr("not an MCAP file but a RIFF file")) << song;
  const Outcome half = run({"reprise-inspect", "doctor", "show.mcap", "--signature", "x"});
  EXPECT_EQ(half.code, 2) << half;
}

TEST_F(Doctor, VerifiesASignatureAndWhatChangedBehindIt) {
  SKIP_WITHOUT("ssh-keygen");
  ASSERT_EQ(run({"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "vj"}).code, 0);
  ASSERT_EQ(shell("echo \"vj@example $(cat vj.pub)\" > signers").code, 0);
  const Outcome made = run({"reprise-inspect", "sign", "show.mcap", "--key", "vj"});
  ASSERT_EQ(made.code, 0) << made;
  EXPECT_EQ(made.err, "note: the signature is in show.mcap.sig\n");
  const Arguments verify{"reprise-inspect",   "doctor", "show.mcap", "--signature", "show.mcap.sig",
                         "--allowed-signers", "signers"};
  const Outcome good = run(verify);
  EXPECT_EQ(good.code, 0) << good;
  EXPECT_THAT(good.out, testing::HasSubstr("signed by vj@example\n"));
  ASSERT_EQ(run({"reprise-inspect", "convert", "show.mcap", "-o", "show.jsonl"}).code, 0);
  const Outcome text = run({"reprise-inspect", "doctor", "show.jsonl", "--signature",
                            "show.mcap.sig", "--allowed-signers", "signers"});
  EXPECT_EQ(text.code, 0) << text;
  const Outcome again = run({"reprise-inspect", "sign", "show.mcap", "--key", "vj"});
  EXPECT_EQ(again.code, 1) << again;
  flip_a_bit("show.mcap");
  const Outcome bad = run(verify);
  EXPECT_EQ(bad.code, 1) << bad;
  EXPECT_THAT(bad.out, testing::HasSubstr("the signature does not hold"));
  const Outcome refused = run({"reprise-inspect", "sign", "-y", "show.mcap", "--key", "vj"});
  EXPECT_EQ(refused.code, 1) << refused;
  EXPECT_THAT(refused.err, testing::HasSubstr("it is damaged")) << refused;
}

TEST_F(Doctor, SaysWhatSignaturesNeed) {
  const std::string programs = std::filesystem::path(REPRISE_BIN_DIR).string();
  write_file(at("vj"), "a key");
  const Outcome outcome = run({programs + "/reprise-inspect", "sign", "show.mcap", "--key", "vj"},
                              {.folder = folder().path(), .with = {{"PATH", "/nowhere"}}});
  EXPECT_EQ(outcome.code, 1) << outcome;
  EXPECT_EQ(outcome.err,
            "error: signatures need ssh-keygen, which is not installed (try: apt install "
            "openssh-client)\n");
}

}  // namespace
}  // namespace reprise::acceptance
