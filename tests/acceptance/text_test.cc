// Takes as text: recorded, converted, replayed, read with jq.
#include "core/base/text.h"

#include "tests/acceptance/stage.h"

namespace reprise::acceptance {
namespace {

class Text : public Stage {
 protected:
  void expect_done(const Arguments& arguments) const {
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.code, 0) << outcome;
  }
  void convert(const std::string& from, const std::string& to) const {
    expect_done({"reprise-inspect", "convert", from, "-o", to});
  }
};

TEST_F(Text, ATakeComesBackFromTextByteForByte) {
  write_sound("song.wav", music(2));
  record("song.wav", "show.mcap", small_take());
  record("song.wav", "show.jsonl", small_take());
  record("song.wav", "show.jsonl.zst", small_take());
  convert("show.mcap", "a.jsonl");
  convert("show.mcap", "a.jsonl.zst");
  convert("show.jsonl", "b.mcap");
  convert("show.jsonl.zst", "c.mcap");
  convert("show.mcap", "d.mcap");
  EXPECT_EQ(checksum("a.jsonl"), checksum("show.jsonl"));
  EXPECT_EQ(checksum("a.jsonl.zst"), checksum("show.jsonl.zst"));
  for (const char* name : {"b.mcap", "c.mcap", "d.mcap"}) {
    EXPECT_EQ(checksum(name), checksum("show.mcap")) << name;
  }
}

TEST_F(Text, EveryToolReadsIt) {
  write_sound("song.wav", music(1));
  record("song.wav", "show.mcap", small_take());
  record("song.wav", "show.jsonl.zst", small_take());
  replay("show.mcap", "a.mp4");
  replay("show.jsonl.zst", "b.mp4");
  EXPECT_EQ(checksum("a.mp4"), checksum("b.mp4"));
  EXPECT_EQ(json_file("a.mp4.manifest.json")["take"], json_file("b.mp4.manifest.json")["take"]);
  expect_done({"reprise-inspect", "verify", "show.jsonl.zst", "a.mp4"});
  expect_done({"reprise-inspect", "extract", "audio", "show.jsonl.zst", "-o", "x.wav"});
  EXPECT_EQ(run({"reprise-inspect", "cat", "show.jsonl.zst"}).out,
            run({"reprise-inspect", "cat", "show.mcap"}).out);
  expect_done({"reprise-inspect", "diff", "show.jsonl.zst", "show.mcap"});
  expect_done({"reprise-inspect", "doctor", "show.jsonl.zst"});
}

TEST_F(Text, WhatIsDamagedIsLeftOutAndSaid) {
  write_sound("song.wav", music(2));
  record("song.wav", "show.jsonl", small_take());
  std::string text = read_file(at("show.jsonl"));
  text.replace(text.find("\"scene\":\"") + 9, 1, "?");
  write_file(at("bad.jsonl"), text);
  const Outcome outcome = run({"reprise-inspect", "convert", "bad.jsonl", "-o", "bad.mcap"});
  EXPECT_EQ(outcome.code, 3) << outcome;
  EXPECT_NE(outcome.err.find("warning: 'bad.jsonl': the chunk that ends in line "),
            std::string::npos)
      << outcome;
  EXPECT_EQ(run({"reprise-inspect", "info", "--check", "bad.mcap"}).code, 3);
  const Outcome doctor = run({"reprise-inspect", "doctor", "bad.jsonl"});
  EXPECT_EQ(doctor.code, 1) << doctor;
  EXPECT_NE(doctor.out.find("is not as it was written"), std::string::npos) << doctor;
  const Outcome recovered = run({"reprise-inspect", "recover", "bad.jsonl", "-o", "good.mcap"});
  EXPECT_EQ(recovered.code, 3) << recovered;
  expect_done({"reprise-inspect", "doctor", "good.mcap"});
}

TEST_F(Text, ConvertSaysWhatItCannotDo) {
  write_file(at("x.json"), "{\"a\": 1}\n");
  EXPECT_EQ(run({"reprise-inspect", "convert", "x.json", "-o", "x.mcap"}).err,
            "error: cannot read 'x.json': not a take but JSON text\n");
  EXPECT_EQ(run({"reprise-inspect", "convert", "x.json", "-o", "x.txt"}).err,
            "error: 'x.txt' is no name for a take (try: end its name in one of: .mcap, .jsonl, "
            ".jsonl.zst)\n");
  EXPECT_EQ(run({"reprise-inspect", "convert", "x.json"}).code, 2);
  EXPECT_FALSE(exists("x.mcap"));
}

// A recipe of the cookbook: a command and, if shown, what it prints; "…" stands for any lines.
struct Recipe {
  std::string command;
  std::string output;
};

std::vector<Recipe> recipes(const std::string& document) {
  std::vector<Recipe> found;
  std::string* into = nullptr;
  for (const std::string& line : split(document, '\n')) {
    if (line == "```sh") {
      into = &found.emplace_back().command;
    } else if (line == "```text") {
      into = &found.back().output;
    } else if (line == "```") {
      into = nullptr;
    } else if (into != nullptr) {
      *into += line + "\n";
    }
  }
  return found;
}

bool is_as_shown(const std::string& output, const std::string& shown) {
  if (shown.empty()) {
    return true;
  }
  const std::string gap = "…\n";
  const std::size_t at = shown.find(gap);
  if (at == std::string::npos) {
    return output == shown;
  }
  return output.starts_with(shown.substr(0, at)) && output.ends_with(shown.substr(at + gap.size()));
}

TEST_F(Text, TheCookbookCooks) {
  SKIP_WITHOUT("jq");
  SKIP_WITHOUT("zstdcat");
  std::filesystem::copy_file(REPRISE_SOURCE_DIR "/assets/demo.flac", at("song.flac"));
  const auto found =
      recipes(read_file(std::filesystem::path(REPRISE_SOURCE_DIR) / "docs" / "COOKBOOK.md"));
  EXPECT_GE(found.size(), 11U);
  for (const Recipe& recipe : found) {
    const Outcome outcome = shell(recipe.command);
    EXPECT_EQ(outcome.code, 0) << recipe.command << outcome;
    EXPECT_TRUE(is_as_shown(outcome.out, recipe.output)) << recipe.command << "prints\n"
                                                         << outcome.out;
  }
}

TEST_F(Text, DiffTellsATakeAsTextFromAManifestByItsContent) {
  write_sound("song.wav", music(1));
  record("song.wav", "show.jsonl", small_take());
  std::filesystem::copy(at("show.jsonl"), at("show.jsonl.partial"));
  std::filesystem::copy(at("show.jsonl"), at("take.txt"));
  EXPECT_EQ(run({"reprise-inspect", "diff", "show.jsonl", "show.jsonl.partial"}).code, 0);
  EXPECT_EQ(run({"reprise-inspect", "diff", "show.jsonl.partial", "take.txt"}).code, 0);
  replay("show.jsonl", "a.mkv", {"--frames", "0..3", "--codec", "ffv1"});
  const std::string one_line = json_file("a.mkv.manifest.json").dump();
  write_file(at("a.jsonl"), one_line + "\n");
  const Outcome same = run({"reprise-inspect", "diff", "a.jsonl", "a.mkv.manifest.json"});
  EXPECT_EQ(same.code, 0) << same;
}

}  // namespace
}  // namespace reprise::acceptance
