// The verifier beside what hooks do when they run: random hooks, each converted
// with a change that keeps its meaning and with one that may not, compiled to
// user space against a mock of the kernel and run on random inputs.
#include "verify/TestSupport.h"
#include "verify/oracle/Handler.h"

#include "llvm/ADT/STLExtras.h"
#include "gmock/gmock.h"

#include <cstdlib>
#include <filesystem>
#include <map>

using namespace premap::verify;

namespace {

const std::string Folder = PREMAP_TESTDATA "/verify/oracle/";

/// Two conversions of one random hook, and how each was changed.
struct Trial {
  explicit Trial(std::uint64_t Seed) : Old(randomHook(Seed)) {
    Dice D(Seed);
    for (Hook &New : Converted)
      New = converted(Old);
    Edit[0] = editKeeping(Converted[0], D);
    Edit[1] = editChanging(Converted[1], D);
  }
  Hook Old, Converted[2];
  std::string Edit[2];
};

/// What running them said of one conversion.
struct Answer {
  unsigned long Differing = 0, First = 0; ///< inputs
  std::string What;
};

std::string numberOf(std::size_t Trial, unsigned Text) {
  return "_" + std::to_string(Trial) + "_" + std::to_string(Text);
}

/// All texts in one file, and the table of their tables.
void writeBatch(const std::vector<Trial> &Trials, const std::string &Path) {
  std::ofstream Out(Path);
  std::string Table = "#include \"mock.h\"\nconst struct test tests[] = {\n";
  for (std::size_t T = 0; T < Trials.size(); ++T) {
    Out << oldText(Trials[T].Old, numberOf(T, 0));
    Table += "\t{ { &my_fops" + numberOf(T, 0);
    for (unsigned N : {1, 2}) {
      Out << newText(Trials[T].Converted[N - 1], numberOf(T, N));
      Table += ", &my_fops" + numberOf(T, N);
    }
    Table += " } },\n";
  }
  Out << Table << "};\nconst unsigned int test_count = " << Trials.size()
      << ";\n";
}

std::uint64_t numberIn(const nlohmann::json &J) {
  return J.is_string() ? std::stoull(J.get<std::string>(), nullptr, 0)
                       : static_cast<std::uint64_t>(J.get<std::int64_t>());
}

/// The verifier's counterexample, as far as it tells how things are before the
/// call, in the form that the program takes.
std::string asArguments(const nlohmann::json &Inputs) {
  static const std::map<std::string, std::pair<unsigned, unsigned>> Members = {
      {"base", {0, 8}},  {"size", {8, 8}},  {"low", {16, 8}},
      {"high", {24, 8}}, {"mode", {96, 4}}, {"users", {100, 4}}};
  static const std::vector<std::string> Flags = {
      "READ",    "WRITE",    "EXEC",    "SHARED",
      "MAYREAD", "MAYWRITE", "MAYEXEC", "MAYSHARE"};
  std::string Text;
  auto add = [&](unsigned Offset, unsigned Size, std::uint64_t Value) {
    Text += " " + std::to_string(Offset) + ":" + std::to_string(Size) + ":" +
            std::to_string(Value);
  };
  const nlohmann::json &Mmap = Inputs.at("mmap");
  add(1000, 8, numberIn(Mmap.at("addr")));
  add(1001, 8, numberIn(Mmap.at("length")));
  add(1002, 8, numberIn(Mmap.at("pgoff")));
  std::istringstream Names(Mmap.at("vm_flags").get<std::string>());
  std::uint64_t Word = 0;
  for (std::string Name; std::getline(Names, Name, '|');)
    for (std::size_t Bit = 0; Bit < Flags.size(); ++Bit)
      Word |= std::uint64_t(Name == Flags[Bit]) << Bit;
  add(1003, 8, Word);
  const std::string Arrow = "file->private_data->",
                    Plus = "*(file->private_data + ";
  for (const auto &[Name, Value] : Inputs.at("state").items())
    if (Name.starts_with(Plus) && Name.ends_with(")"))
      add(std::stoul(Name.substr(Plus.size())), 8, numberIn(Value));
    else if (auto Member = Members.find(
                 Name.starts_with(Arrow) ? Name.substr(Arrow.size()) : "");
             Member != Members.end())
      add(Member->second.first, Member->second.second, numberIn(Value));
  return Text;
}

/// By trial and conversion; empty if something failed, which is told.
std::map<std::pair<std::size_t, unsigned>, Answer>
runThem(const std::vector<Trial> &Trials, unsigned Inputs,
        const std::string &Fixed = "") {
  std::map<std::pair<std::size_t, unsigned>, Answer> Answers;
  std::string Base = (std::filesystem::temp_directory_path() /
                      ("premap-oracle-" + std::to_string(::getpid())))
                         .string();
  writeBatch(Trials, Base + ".c");
  // An optimizing compiler drops reads that a path needs no value of, and with
  // them a crash.
  std::string Compile =
      PREMAP_COMPILER
      " -O0 -w -fwrapv -fno-strict-aliasing -std=gnu11 -DAPI_72 -I" +
      Folder + " -I" PREMAP_TESTDATA "/verify/include -x c " + Base + ".c " +
      Folder + "mock.c " + Folder + "main.c -o " + Base;
  std::string Run =
      Base + " " + std::to_string(Inputs) + Fixed + " > " + Base + ".txt";
  EXPECT_EQ(std::system(Compile.c_str()), 0) << Compile;
  EXPECT_EQ(std::system(Run.c_str()), 0) << Run;
  std::ifstream In(Base + ".txt");
  std::size_t T;
  unsigned N;
  Answer A;
  while (In >> T >> N >> A.Differing >> A.First && std::getline(In, A.What))
    Answers[{T, N - 1}] = A;
  for (const char *End : {"", ".c", ".txt"})
    std::filesystem::remove(Base + End);
  EXPECT_EQ(Answers.size(), Trials.size() * 2);
  return Answers;
}

VerifyResult verdictOn(const std::string &Old, const std::string &New) {
  VerifyInput Input = inputFor(Old, New, {"API_72"});
  Input.Main.Arguments.insert(Input.Main.Arguments.begin(), "-fwrapv");
  for (FileTexts *Files : {&Input.OldFiles, &Input.NewFiles})
    (*Files)["/k/include/state.h"] = readFile(Folder + "state.h");
  std::vector<VerifyResult> Results = verifyUnit(Input);
  EXPECT_EQ(Results.size(), 1u);
  return Results.at(0);
}

unsigned fromEnvironment(const char *Name, unsigned Default) {
  const char *Value = std::getenv(Name);
  return Value ? std::strtoul(Value, nullptr, 10) : Default;
}

std::string told(const VerifyResult &R) {
  std::string Text = toString(R.Result);
  for (const Difference &D : R.Differences)
    Text += "\n" + D.Id + ": " + D.Message;
  if (!R.Counterexample.is_null() && R.Counterexample.contains("inputs"))
    Text += "\n" + R.Counterexample.at("inputs").dump(1);
  return Text;
}

class Judge {
public:
  /// One conversion: both must say the same of it.
  void add(const Trial &T, unsigned Which, std::uint64_t Seed, Answer A) {
    std::string Old = oldText(T.Old, ""), New = newText(T.Converted[Which], "");
    VerifyResult R = verdictOn(Old, New);
    bool Passes = R.Result <= Verdict::EquivalentWithDifferences;
    // Perhaps it takes a rare input; then the verifier must know one, or it is
    // behind a call that changes what it is made of.
    if (R.Result == Verdict::Different && !A.Differing &&
        R.Counterexample.contains("inputs"))
      A = runThem({T}, 20'000, asArguments(R.Counterexample.at("inputs")))
              .at({0, Which});
    if (R.Result == Verdict::Different && !A.Differing)
      A = runThem({T}, 600'000).at({0, Which});
    // One call does not show what a later one finds.
    bool Later = R.Result == Verdict::Different &&
                 llvm::is_contained(ids(R), "fails_ever_after");
    ++Verdicts[toString(R.Result)][A.Differing != 0];
    std::string About = "seed " + std::to_string(Seed) + ", " + T.Edit[Which] +
                        "\n" + Old + "\n" + New + "\n" + told(R);
    EXPECT_FALSE(Passes && A.Differing)
        << "passes, and " << A.Differing << " inputs tell the texts apart, by"
        << A.What << ", " << A.First << " first: " << About;
    EXPECT_FALSE(R.Result == Verdict::Different && !A.Differing && !Later)
        << "is different, and no input tells the texts apart: " << About;
    if (Which == 0) {
      EXPECT_EQ(A.Differing, 0u)
          << "the edit changes what is done, by" << A.What << ": " << About;
    }
    Open += R.Result == Verdict::Inconclusive;
    ++All;
  }

  void finish() const {
    for (const auto &[Verdict, ByOracle] : Verdicts)
      std::printf("%-28s %5u told apart, %5u not\n", Verdict.c_str(),
                  ByOracle.count(true) ? ByOracle.at(true) : 0,
                  ByOracle.count(false) ? ByOracle.at(false) : 0);
    EXPECT_LE(Open * 100, All * 5);
  }

private:
  std::map<std::string, std::map<bool, unsigned>> Verdicts;
  unsigned All = 0, Open = 0;
};

/// PREMAP_ORACLE_HOOKS=1000 is the nightly form; PREMAP_ORACLE_SEED begins
/// elsewhere.
TEST(Oracle, AgreesWithTheVerifier) {
  unsigned Count = fromEnvironment("PREMAP_ORACLE_HOOKS", 120);
  std::uint64_t First = fromEnvironment("PREMAP_ORACLE_SEED", 1);
  std::vector<Trial> Trials;
  for (unsigned I = 0; I < Count; ++I)
    Trials.emplace_back(First + I);
  auto Answers = runThem(Trials, 6000);
  if (Answers.empty())
    return;
  Judge All;
  for (std::size_t T = 0; T < Trials.size(); ++T)
    for (unsigned Which : {0, 1})
      All.add(Trials[T], Which, First + T, Answers[{T, Which}]);
  All.finish();
}

} // namespace
