// Runs premap while what it keeps from one run for the next is damaged, shared,
// starved of room or left behind by killed processes, and while the tree
// changes under it. Whatever happened, the next run has to say what one without
// a cache says.
//
//   premap_cache_campaign [--runs N] [--seed N] [--only TROUBLE]
//
// Where it may mount, disks are small file systems of their own, and premap
// runs as nobody: for root there is no file that cannot be read.
#include "CampaignRun.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sys/mount.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace fs = std::filesystem;
using Words = std::vector<std::string>;
using namespace premap::faults;

namespace {

void write(const fs::path &Path, const std::string &Text) {
  std::ofstream(Path, std::ios::binary | std::ios::trunc) << Text;
}

/// Runs a program of the system; the campaign cannot do without.
void must(const std::string &ShellCommand) {
  if (std::system(ShellCommand.c_str()) == 0)
    return;
  std::fprintf(stderr, "failed: %s\n", ShellCommand.c_str());
  std::exit(2);
}

class Campaign {
public:
  Campaign(fs::path Where, unsigned Seed);
  ~Campaign();

  using Trouble = void (Campaign::*)();
  struct Named {
    const char *Name;
    Trouble Do;
  };
  static const std::vector<Named> Troubles;

  void once(const Named &What);
  unsigned failures() const { return Failures; }
  bool mayMount() const { return Mounts; }

private:
  void killParent();
  void killWorker();
  void fullDisk();
  void truncated();
  void flippedBits();
  void unreadableFile();
  void vanishingHeader();
  void changingHeader();
  void crashingFile();
  void twoAtOnce();

  void complain(const std::string &What) {
    ++Failures;
    std::printf("FAILED %s, %s: %s\n", Now.c_str(), Command[0].c_str(),
                What.c_str());
  }
  fs::path cache() const { return Home / "kept"; }
  fs::path tree(const std::string &Path) const { return Home / "tree" / Path; }
  std::chrono::milliseconds someTime();
  fs::path someKeptFile();
  void begin();
  void isUsual(CampaignRun &Its, const std::string &When);
  void isIncomplete(CampaignRun &Its, const std::string &File);
  void isAsWithout(const std::string &When);
  void isWhole(CampaignRun &Its);
  CampaignRun start() { return CampaignRun(Home, cache(), Command); }

  fs::path Root, Home;
  std::mt19937 Random;
  struct Usual {
    Words Command;
    std::string Out;
    int Status = 0;
    std::chrono::milliseconds Takes{};
    fs::path Warm; ///< what is kept after a run
  };
  std::vector<Usual> Usually;
  const Usual *Its = nullptr;
  Words Command;
  std::string Now, Before;
  unsigned Failures = 0;
  bool Mounts = false;
};

} // namespace

const std::vector<Campaign::Named> Campaign::Troubles{
    {"parent killed", &Campaign::killParent},
    {"worker killed", &Campaign::killWorker},
    {"full disk", &Campaign::fullDisk},
    {"truncated", &Campaign::truncated},
    {"flipped bits", &Campaign::flippedBits},
    {"unreadable file", &Campaign::unreadableFile},
    {"vanishing header", &Campaign::vanishingHeader},
    {"changing header", &Campaign::changingHeader},
    {"crashing file", &Campaign::crashingFile},
    {"two at once", &Campaign::twoAtOnce}};

Campaign::Campaign(fs::path Where, unsigned Seed)
    : Root(std::move(Where)), Home(Root / "home"), Random(Seed) {
  fs::remove_all(Root);
  fs::create_directories(Home / "tmp");
  fs::copy(PREMAP_TESTDATA "/tree", Home / "tree", fs::copy_options::recursive);
  if (::geteuid() == 0) {
    fs::create_directories(Root / "disk");
    Mounts = ::mount("premap", (Root / "disk").c_str(), "tmpfs", 0,
                     "size=1m,mode=1777") == 0;
    must("chown -R " + std::to_string(Nobody) + " '" + Root.string() + "'");
  }
  CampaignRun Configure(
      Home, "", {"configure", tree("").string(), "--arch", "x86_64", "-q"});
  Configure.finish();
  if (Configure.Status != 0) {
    std::fprintf(stderr, "configure: %d\n%s", Configure.Status,
                 Configure.Err.c_str());
    std::exit(2);
  }
  Before = everythingIn(tree(""));
  // What was changed just before is not kept.
  std::this_thread::sleep_for(std::chrono::seconds(3));
  for (const Words &More :
       {Words{"scan", "--tables", "all", "--output", "json"},
        Words{"lint", "--output", "json"}}) {
    Usual U;
    U.Command = More;
    U.Command.insert(U.Command.begin() + 1,
                     {tree("").string(), "-q", "--target-api", "7.1", "-j2"});
    if (More[0] == "lint")
      std::erase_if(U.Command, [&](const std::string &Word) {
        return Word == "--target-api" || Word == "7.1";
      });
    Words Plain = U.Command;
    Plain.push_back("--no-cache");
    const auto Start = std::chrono::steady_clock::now();
    CampaignRun Alone(Home, "", Plain);
    Alone.finish();
    U.Takes = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - Start);
    U.Out = Alone.Out;
    U.Status = Alone.Status;
    U.Warm = Root / ("warm-" + More[0]);
    CampaignRun Keeping(Home, cache(), U.Command);
    Keeping.finish();
    if (Keeping.Out != U.Out || U.Out.empty()) {
      std::fprintf(stderr, "%s: %d\n%s", More[0].c_str(), U.Status,
                   Alone.Err.c_str());
      std::exit(2);
    }
    fs::rename(cache(), U.Warm);
    Usually.push_back(std::move(U));
  }
}

Campaign::~Campaign() {
  if (Mounts)
    ::umount((Root / "disk").c_str());
  fs::remove_all(Root);
}

std::chrono::milliseconds Campaign::someTime() {
  return std::chrono::milliseconds(Random() % (Its->Takes.count() + 1));
}

/// Nothing kept, or all of it, or what the last run left.
void Campaign::begin() {
  Its = &Usually[Random() % Usually.size()];
  Command = Its->Command;
  unsigned Kind = Random() % 3;
  if (Kind != 2)
    fs::remove_all(cache());
  if (Kind == 1)
    must("cp -a '" + Its->Warm.string() + "' '" + cache().string() + "'");
}

void Campaign::isWhole(CampaignRun &Its) {
  Its.finish();
  if (Its.LeftProcesses)
    complain("a process is left");
}

void Campaign::isUsual(CampaignRun &One, const std::string &When) {
  isWhole(One);
  if (One.Status != Its->Status)
    complain(When + ": status " + std::to_string(One.Status) + "\n" + One.Err);
  if (One.Out != Its->Out)
    complain(When + ": another output");
}

/// It has either not noticed, or names what it could not read.
void Campaign::isIncomplete(CampaignRun &One, const std::string &File) {
  isWhole(One);
  // Findings weigh more than what is missing.
  bool Named = (One.Status == 3 || One.Status == Its->Status) &&
               (One.Out + One.Err).find(File) != std::string::npos;
  if (!Named && (One.Status != Its->Status || One.Out != Its->Out))
    complain("status " + std::to_string(One.Status) + " without a word of " +
             File + "\n" + One.Err);
}

/// What a run with the cache says is what one without says now.
void Campaign::isAsWithout(const std::string &When) {
  CampaignRun With = start();
  With.finish();
  Words Plain = Command;
  Plain.push_back("--no-cache");
  CampaignRun Without(Home, "", Plain);
  Without.finish();
  if (With.Status != Without.Status || With.Out != Without.Out)
    complain(When + ": status " + std::to_string(With.Status) + " and not " +
             std::to_string(Without.Status) + ", or another output");
}

void Campaign::killParent() {
  CampaignRun One = start();
  One.killAfter(someTime(), /*OnlyAWorker=*/false, Random);
  isWhole(One);
  if (One.Status != 137 && (One.Status != Its->Status || One.Out != Its->Out))
    complain("status " + std::to_string(One.Status));
}

void Campaign::killWorker() {
  CampaignRun One = start();
  One.killAfter(someTime(), /*OnlyAWorker=*/true, Random);
  isWhole(One);
  // Of a family's forks nothing is missed; of others the file is named, or what
  // was asked of the headers.
  bool Says =
      (One.Out + One.Err).find("killed by SIGKILL") != std::string::npos;
  if ((One.Status != Its->Status || One.Out != Its->Out) &&
      !(One.Killed && Says &&
        (One.Status == 3 || One.Status == 5 || One.Status == 2)))
    complain("status " + std::to_string(One.Status) + "\n" + One.Err);
}

void Campaign::fullDisk() {
  if (!Mounts)
    return;
  const fs::path Disk = Root / "disk";
  std::string Size = "size=" + std::to_string(16 + Random() % 400) + "k";
  if (::mount("premap", Disk.c_str(), "tmpfs", MS_REMOUNT,
              (Size + ",mode=1777").c_str()) != 0)
    return complain("no small disk");
  CampaignRun One(Home, Disk / "kept", Command);
  isUsual(One, "on a disk of " + Size);
  CampaignRun Again(Home, Disk / "kept", Command);
  isUsual(Again, "once more on a disk of " + Size);
  if (::mount("premap", Disk.c_str(), "tmpfs", MS_REMOUNT,
              "size=64m,mode=1777") != 0)
    return complain("no large disk");
  CampaignRun Larger(Home, Disk / "kept", Command);
  isUsual(Larger, "on a larger disk than " + Size);
  fs::remove_all(Disk / "kept");
}

fs::path Campaign::someKeptFile() {
  std::vector<fs::path> All;
  std::error_code EC;
  for (const auto &Entry : fs::directory_iterator(cache(), EC))
    if (Entry.is_regular_file() && Entry.file_size() != 0)
      All.push_back(Entry.path());
  return All.empty() ? fs::path() : All[Random() % All.size()];
}

void Campaign::truncated() {
  if (fs::path File = someKeptFile(); !File.empty())
    fs::resize_file(File, Random() % fs::file_size(File));
  CampaignRun One = start();
  isUsual(One, "truncated");
}

void Campaign::flippedBits() {
  if (fs::path File = someKeptFile(); !File.empty()) {
    std::string Bytes = textOf(File);
    for (unsigned I = Random() % 8 + 1; I != 0; --I)
      Bytes[Random() % Bytes.size()] ^= char(1u << Random() % 8);
    write(File, Bytes);
  }
  CampaignRun One = start();
  isUsual(One, "with flipped bits");
}

void Campaign::unreadableFile() {
  const char *File =
      Random() % 2 ? "drivers/char/late.c" : "drivers/char/ledram.c";
  ::chmod(tree(File).c_str(), 0);
  CampaignRun One = start();
  isIncomplete(One, File);
  isAsWithout("with a file that cannot be read");
  ::chmod(tree(File).c_str(), 0644);
}

void Campaign::vanishingHeader() {
  const fs::path Header = tree("include/linux/mm.h"),
                 Aside = Home / "header-aside";
  CampaignRun One = start();
  std::this_thread::sleep_for(someTime());
  fs::rename(Header, Aside);
  isWhole(One);
  isAsWithout("without a header");
  fs::rename(Aside, Header);
}

void Campaign::changingHeader() {
  const fs::path Header =
      tree(Random() % 2 ? "include/linux/mm.h" : "include/linux/fs.h");
  const std::string Old = textOf(Header);
  CampaignRun One = start();
  std::this_thread::sleep_for(someTime());
  write(Header, Old + "\n#define VM_DONTEXPAND 0x1UL\n");
  isWhole(One);
  isAsWithout("with another header");
  write(Header, Old);
}

void Campaign::crashingFile() {
  const std::string File = "drivers/char/late.c";
  const std::string Old = textOf(tree(File));
  write(tree(File), "#pragma clang __debug crash\n" + Old);
  CampaignRun One = start();
  isWhole(One);
  bool Named = (One.Out + One.Err).find("killed by SIG") != std::string::npos &&
               (One.Out + One.Err).find(File) != std::string::npos;
  if ((One.Status != 3 && One.Status != Its->Status) || !Named)
    complain("status " + std::to_string(One.Status) + "\n" + One.Err);
  write(tree(File), Old);
}

void Campaign::twoAtOnce() {
  CampaignRun One = start();
  std::this_thread::sleep_for(someTime() / 4);
  CampaignRun Other = start();
  bool Kill = Random() % 2;
  if (Kill)
    One.killAfter(someTime(), /*OnlyAWorker=*/false, Random);
  isUsual(Other, "beside another one");
  if (!Kill)
    isUsual(One, "beside another one");
  isWhole(One);
}

void Campaign::once(const Named &What) {
  Now = What.Name;
  begin();
  (this->*What.Do)();
  if (everythingIn(tree("")) != Before)
    complain("the tree was touched");
  CampaignRun Next = start();
  isUsual(Next, "the next run");
}

int main(int Argc, char **Argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0); // for whoever waits
  unsigned Runs = 40, Seed = 1;
  std::string Only;
  for (int I = 1; I + 1 < Argc; I += 2) {
    std::string Word = Argv[I];
    if (Word == "--runs")
      Runs = std::atoi(Argv[I + 1]);
    else if (Word == "--seed")
      Seed = std::atoi(Argv[I + 1]);
    else if (Word == "--only")
      Only = Argv[I + 1];
  }
  Campaign All(fs::temp_directory_path() /
                   ("premap-cache-campaign-" + std::to_string(::getpid())),
               Seed);
  if (!All.mayMount())
    std::printf("left out, for nothing can be mounted: full disk\n");
  std::vector<Campaign::Named> Chosen;
  for (const Campaign::Named &What : Campaign::Troubles)
    if (Only.empty() || Only == What.Name)
      Chosen.push_back(What);
  std::map<std::string, unsigned> Done;
  for (unsigned I = 0; I != Runs && !Chosen.empty(); ++I) {
    All.once(Chosen[I % Chosen.size()]);
    ++Done[Chosen[I % Chosen.size()].Name];
  }
  for (const auto &[Name, Times] : Done)
    std::printf("%4u %s\n", Times, Name.c_str());
  std::printf("%u runs, %u failures\n", Runs, All.failures());
  return All.failures() ? 1 : 0;
}
