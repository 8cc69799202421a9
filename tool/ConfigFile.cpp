#include "tool/ConfigFile.h"

#include "guard/GuardedFiles.h"
#include "tool/deliver/ExitCode.h"
#include "tool/deliver/Output.h"
#include "tool/lint/RuleChoice.h"

#include "CLI/CLI.hpp"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLParser.h"
#include "llvm/Support/YAMLTraits.h"

using llvm::StringRef;

namespace premap {
namespace {

constexpr unsigned MaxSeconds = 3600, MaxPaths = 1000000, MaxLoopBound = 1000;

/// A whole number from 1 to \p Max.
template <unsigned Max> struct UpTo { unsigned Value = 0; };

/// acquire -> release, both names of functions.
struct ResourcePairs {
  std::map<std::string, std::string> Names;
};

struct VerifySection {
  std::optional<ResourcePairs> Resources;
  std::optional<UpTo<MaxSeconds>> Seconds;
  std::optional<UpTo<MaxPaths>> Paths;
  std::optional<UpTo<MaxLoopBound>> LoopBound;
};

/// Path of the tree -> what stands before the colon of a subject.
struct SubjectPrefixes {
  std::map<std::string, std::string> ByPath;
};

struct LintSection {
  std::vector<Allowance> Allow;
};

struct Contents {
  std::optional<VerifySection> Verify;
  std::optional<SubjectPrefixes> Prefixes;
  std::optional<LintSection> Lint;
};

bool isFunctionName(StringRef Name) {
  return !Name.empty() && !llvm::isDigit(Name.front()) &&
         llvm::all_of(Name,
                      [](char C) { return llvm::isAlnum(C) || C == '_'; });
}

} // namespace
} // namespace premap

LLVM_YAML_IS_SEQUENCE_VECTOR(premap::Allowance)

namespace llvm::yaml {

template <unsigned Max> struct ScalarTraits<premap::UpTo<Max>> {
  static void output(const premap::UpTo<Max> &Number, void *,
                     raw_ostream &Out) {
    Out << Number.Value;
  }
  static StringRef input(StringRef Text, void *, premap::UpTo<Max> &Number) {
    static const std::string Want =
        "this must be a whole number from 1 to " + std::to_string(Max);
    bool Fits = !Text.getAsInteger(10, Number.Value) && Number.Value >= 1 &&
                Number.Value <= Max;
    return Fits ? StringRef() : StringRef(Want);
  }
  static QuotingType mustQuote(StringRef) { return QuotingType::None; }
};

template <> struct CustomMappingTraits<premap::ResourcePairs> {
  static void inputOne(IO &In, StringRef Acquire, premap::ResourcePairs &To) {
    std::string Release;
    In.mapRequired(Acquire.str().c_str(), Release);
    for (StringRef Name : {Acquire, StringRef(Release)})
      if (!premap::isFunctionName(Name))
        In.setError("'" + Name + "' is no name of a function");
    if (Acquire == Release)
      In.setError("'" + Acquire + "' cannot take and give back at once");
    To.Names[Acquire.str()] = Release;
  }
  static void output(IO &Out, premap::ResourcePairs &From) {
    for (auto &[Acquire, Release] : From.Names)
      Out.mapRequired(Acquire.c_str(), Release);
  }
};

template <> struct MappingTraits<premap::VerifySection> {
  static void mapping(IO &Io, premap::VerifySection &Section) {
    Io.mapOptional("resources", Section.Resources);
    Io.mapOptional("seconds", Section.Seconds);
    Io.mapOptional("paths", Section.Paths);
    Io.mapOptional("loop-bound", Section.LoopBound);
  }
};

template <> struct CustomMappingTraits<premap::SubjectPrefixes> {
  static void inputOne(IO &In, StringRef Path, premap::SubjectPrefixes &To) {
    std::string Prefix;
    In.mapRequired(Path.str().c_str(), Prefix);
    bool Fits = !StringRef(Prefix).trim(": ").empty() && Prefix.size() < 60 &&
                llvm::all_of(Prefix, [](char C) { return llvm::isPrint(C); });
    if (!Fits)
      In.setError("'" + Prefix + "' cannot begin a subject");
    To.ByPath[Path.str()] = Prefix;
  }
  static void output(IO &Out, premap::SubjectPrefixes &From) {
    for (auto &[Path, Prefix] : From.ByPath)
      Out.mapRequired(Path.c_str(), Prefix);
  }
};

template <> struct MappingTraits<premap::Allowance> {
  static void mapping(IO &Io, premap::Allowance &A) {
    Io.mapRequired("rule", A.Rule);
    Io.mapRequired("path", A.Path);
    Io.mapOptional("function", A.Function);
    Io.mapRequired("reason", A.Reason);
    Io.mapOptional("until", A.Until);
  }
  static std::string validate(IO &, premap::Allowance &A) {
    if (!premap::lintRules().count(A.Rule))
      return "'" + A.Rule + "' is no rule of lint";
    if (StringRef(A.Reason).trim().empty())
      return "an allowance needs a reason";
    return A.Until.empty() ? "" : premap::problemWithDay(A.Until);
  }
};

template <> struct MappingTraits<premap::LintSection> {
  static void mapping(IO &Io, premap::LintSection &Section) {
    Io.mapOptional("allow", Section.Allow);
  }
};

template <> struct MappingTraits<premap::Contents> {
  static void mapping(IO &Io, premap::Contents &File) {
    Io.mapOptional("verify", File.Verify);
    Io.mapOptional("prefix", File.Prefixes);
    Io.mapOptional("lint", File.Lint);
  }
};

} // namespace llvm::yaml

namespace premap {

/// Keeps the first problem: what follows is often its consequence.
static void keepFirst(const llvm::SMDiagnostic &Problem, void *To) {
  std::string &Text = *static_cast<std::string *>(To);
  if (Text.empty())
    Text = (Problem.getFilename() + ":" + llvm::Twine(Problem.getLineNo()) +
            ": " + Problem.getMessage())
               .str();
}

constexpr unsigned MaxDepth = 16;

/// Whether \p Node has parts below \p Depth. They are read as they are asked
/// for, so that what is too deep is never entered.
static bool isDeeperThan(unsigned Depth, llvm::yaml::Node *Node) {
  if (auto *List = llvm::dyn_cast_or_null<llvm::yaml::SequenceNode>(Node)) {
    if (!Depth)
      return true;
    for (llvm::yaml::Node &Each : *List)
      if (isDeeperThan(Depth - 1, &Each))
        return true;
  } else if (auto *Map =
                 llvm::dyn_cast_or_null<llvm::yaml::MappingNode>(Node)) {
    if (!Depth)
      return true;
    for (llvm::yaml::KeyValueNode &Each : *Map)
      if (isDeeperThan(Depth - 1, Each.getKey()) ||
          isDeeperThan(Depth - 1, Each.getValue()))
        return true;
  }
  return false;
}

/// LLVM's reader calls itself for each level, and the stack has an end. What is
/// wrong otherwise is said by the real reading.
static bool isTooDeep(llvm::MemoryBufferRef Yaml) {
  llvm::SourceMgr Sources;
  Sources.setDiagHandler([](const llvm::SMDiagnostic &, void *) {});
  llvm::yaml::Stream Stream(Yaml, Sources);
  auto First = Stream.begin();
  return First != Stream.end() && isDeeperThan(MaxDepth, First->getRoot());
}

/// How many documents are in \p Yaml, which is well-formed.
static unsigned documents(llvm::MemoryBufferRef Yaml) {
  llvm::SourceMgr Sources;
  llvm::yaml::Stream Stream(Yaml, Sources);
  unsigned Count = 0;
  for (auto At = Stream.begin(); At != Stream.end(); ++At)
    ++Count;
  return Count;
}

/// A message quotes the line that it complains of: a link in a stranger's tree
/// must not choose which file that is from.
static llvm::Error cannotReadConfig(const std::string &Path,
                                    std::error_code EC) {
  return llvm::createStringError(
      EC, "cannot read " + Path + ": " +
              (EC == std::errc::operation_not_permitted
                   ? "it is a link out of the tree; name it with --config if "
                     "it is meant"
               : EC == std::errc::invalid_argument ? "it is no regular file"
                                                   : EC.message()));
}

llvm::Expected<ConfigFile> readConfigFile(const std::string &Path,
                                          const std::string &Folder) {
  llvm::ErrorOr<std::string> Text = readRegularFile(Path, Folder);
  if (!Text)
    return cannotReadConfig(Path, Text.getError());
  llvm::MemoryBufferRef Yaml(*Text, Path);
  if (isTooDeep(Yaml))
    return llvm::createStringError(Path + ": lists and maps in it are nested "
                                          "too deeply");
  std::string Problem;
  llvm::yaml::Input In(Yaml, nullptr, keepFirst, &Problem);
  Contents Read;
  In >> Read;
  if (!In.error() && documents(Yaml) > 1)
    Problem = Path + ": more than one document is in it";
  if (In.error() || !Problem.empty())
    return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                   Problem.empty() ? Path + ": this is no YAML"
                                                   : Problem);

  ConfigFile File;
  if (Read.Prefixes)
    File.Prefixes = std::move(Read.Prefixes->ByPath);
  if (Read.Lint)
    File.Allowed = std::move(Read.Lint->Allow);
  if (!Read.Verify)
    return File;
  if (Read.Verify->Resources)
    File.Resources = std::move(Read.Verify->Resources->Names);
  auto valueOf = [](const auto &Number) -> std::optional<unsigned> {
    return Number ? std::optional(Number->Value) : std::nullopt;
  };
  File.Budget.Seconds = valueOf(Read.Verify->Seconds);
  File.Budget.Paths = valueOf(Read.Verify->Paths);
  File.Budget.LoopBound = valueOf(Read.Verify->LoopBound);
  return File;
}

std::string findConfigFile(StringRef Tree, StringRef Directory) {
  auto in = [](StringRef Folder) {
    llvm::SmallString<256> Path(Folder);
    llvm::sys::path::append(Path, ".premap.yaml");
    return llvm::sys::fs::exists(Path) ? Path.str().str() : "";
  };
  if (std::string Found = in(Tree); !Found.empty())
    return Found;
  for (StringRef Folder = Directory; !Folder.empty();
       Folder = llvm::sys::path::parent_path(Folder))
    if (std::string Found = in(Folder); !Found.empty())
      return Found;
  return "";
}

void addConfigOptions(CLI::App &App, ConfigOptions &Options) {
  static constexpr char Group[] = "Verification and settings";
  App.add_option("--seconds", Options.Budget.Seconds, "Time for one handler")
      ->check(CLI::Range(1u, MaxSeconds))
      ->group(Group);
  App.add_option("--paths", Options.Budget.Paths,
                 "Paths for one handler and side")
      ->check(CLI::Range(1u, MaxPaths))
      ->group(Group);
  App.add_option("--loop-bound", Options.Budget.LoopBound,
                 "Iterations of a loop on one path")
      ->check(CLI::Range(1u, MaxLoopBound))
      ->group(Group);
  App.add_option("--config", Options.File,
                 "Settings (default: .premap.yaml of TREE, else the nearest "
                 "one in the current folder or above)")
      ->type_name("FILE")
      ->group(Group);
  App.add_flag("--dump-config", Options.Dump,
               "Print the settings in force and do nothing else")
      ->group(Group);
}

/// Whether the folder of \p Path is \p Folder or below it, links followed.
static bool isInFolder(StringRef Path, StringRef Folder) {
  llvm::SmallString<256> Parent, Real;
  return !llvm::sys::fs::real_path(llvm::sys::path::parent_path(Path),
                                   Parent) &&
         !llvm::sys::fs::real_path(Folder, Real) && isBelow(Parent, Real);
}

static void apply(const VerifyBudget &Budget, verify::VerifyOptions &To) {
  To.MaxSeconds = Budget.Seconds.value_or(To.MaxSeconds);
  To.MaxPaths = Budget.Paths.value_or(To.MaxPaths);
  To.LoopBound = Budget.LoopBound.value_or(To.LoopBound);
}

llvm::Expected<EffectiveConfig> effectiveConfig(const ConfigOptions &Options,
                                                StringRef Tree) {
  EffectiveConfig Config;
  Config.Source = Options.File;
  if (Config.Source.empty()) {
    llvm::SmallString<256> Here;
    if (std::error_code EC = llvm::sys::fs::current_path(Here))
      return llvm::createStringError(EC, "the current folder is gone: " +
                                             EC.message());
    Config.Source = findConfigFile(Tree, Here);
  }
  if (!Config.Source.empty()) {
    bool IsStrangers = Options.File.empty() && isInFolder(Config.Source, Tree);
    llvm::Expected<ConfigFile> File =
        readConfigFile(Config.Source, IsStrangers ? Tree.str() : "");
    if (!File)
      return File.takeError();
    apply(File->Budget, Config.Verify);
    Config.Verify.Resources = std::move(File->Resources);
    Config.Prefixes = std::move(File->Prefixes);
    Config.Allowed = std::move(File->Allowed);
  }
  apply(Options.Budget, Config.Verify);
  return Config;
}

std::string dumpConfig(const EffectiveConfig &Config) {
  Contents All;
  All.Verify.emplace();
  if (!Config.Verify.Resources.empty())
    All.Verify->Resources = ResourcePairs{Config.Verify.Resources};
  if (!Config.Prefixes.empty())
    All.Prefixes = SubjectPrefixes{Config.Prefixes};
  All.Verify->Seconds = {Config.Verify.MaxSeconds};
  All.Verify->Paths = {Config.Verify.MaxPaths};
  All.Verify->LoopBound = {Config.Verify.LoopBound};
  if (!Config.Allowed.empty())
    All.Lint = LintSection{Config.Allowed};
  std::string Text = Config.Source.empty() ? "# no .premap.yaml was found\n"
                                           : "# from " + Config.Source + "\n";
  llvm::raw_string_ostream Stream(Text);
  llvm::yaml::Output Out(Stream);
  Out << All;
  return Text;
}

int runWithConfig(
    const ConfigOptions &Options, StringRef Tree,
    llvm::function_ref<int(const verify::VerifyOptions &)> Command) {
  return runWithSettings(Options, Tree, [&](const EffectiveConfig &Config) {
    return Command(Config.Verify);
  });
}

int runWithSettings(const ConfigOptions &Options, StringRef Tree,
                    llvm::function_ref<int(const EffectiveConfig &)> Command) {
  llvm::Expected<EffectiveConfig> Config = effectiveConfig(Options, Tree);
  if (!Config)
    return fail(Config.takeError(), ExitUsage);
  if (!Options.Dump)
    return Command(*Config);
  llvm::Error E = emit(
      {}, [&](const std::string &) { return dumpConfig(*Config); },
      TextKind::Lines);
  return E ? fail(std::move(E), ExitUsage) : ExitOk;
}

} // namespace premap
