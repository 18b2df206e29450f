# SPDX-License-Identifier: GPL-3.0-or-later
"""app/run.sh, app/bundle.sh, app/setup.sh and tests/run.sh: wrong options, missing packages, no network once set up."""
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETUP = ROOT / "app" / "setup.sh"


class Options(unittest.TestCase):
    def run_script(self, script, *options):
        result = subprocess.run([ROOT / script, *options], capture_output=True, text=True, timeout=20)
        return result.returncode, result.stdout, result.stderr

    def test_help(self):
        for script in ("app/run.sh", "app/bundle.sh", "tests/run.sh"):
            for option in ("--help", "-h"):
                code, out, err = self.run_script(script, option)
                self.assertEqual((code, err), (0, ""), script)
                self.assertTrue(out.startswith(f"Usage: {script}"), out)

    def test_mistakes_are_one_sentence(self):
        for script, options, word in (
            ("app/run.sh", ["--nope"], "'--nope'"),
            ("app/run.sh", ["--study"], "--study"),
            ("app/run.sh", ["--device"], "--device"),
            ("app/run.sh", ["--pair", "de-fr"], "'de-fr'"),
            ("app/bundle.sh", [], "one folder"),
            ("app/bundle.sh", ["--nope"], "'--nope'"),
            ("app/bundle.sh", [str(ROOT / "app")], "exists already"),
            ("tests/run.sh", ["--preset"], "--preset"),
            ("tests/run.sh", ["--preset", "release"], "'release'"),
        ):
            code, out, err = self.run_script(script, *options)
            self.assertEqual((code, out, err.count("\n")), (2, "", 1), (script, options, err))
            self.assertIn(word, err)


class UserUnit(unittest.TestCase):
    """resources/systemd/palimpsest@.service, as systemd itself reads it."""

    @unittest.skipUnless(shutil.which("systemd-analyze"), "systemd-analyze is not installed")
    def test_systemd_understands_it(self):
        with tempfile.TemporaryDirectory() as runtime:
            result = subprocess.run(
                ["systemd-analyze", "--user", "verify", ROOT / "resources" / "systemd" / "palimpsest@.service"],
                capture_output=True, text=True, timeout=60, env={**os.environ, "XDG_RUNTIME_DIR": runtime})
        self.assertEqual((result.returncode, result.stderr), (0, ""))


class SetUp(unittest.TestCase):
    """Functions of app/setup.sh in a copy of the tree's skeleton, with stand-ins for the system's programs."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        (self.root / "app").mkdir()
        (self.root / "build").mkdir()
        shutil.copy(SETUP, self.root / "app")
        self.programs = self.root / "programs"
        self.programs.mkdir()
        for name in ("bash", "dirname", "id", "grep", "env", "cmp", "basename", "cp"):
            os.symlink(shutil.which(name), self.programs / name)
        self.calls = self.root / "calls"

    def program(self, name, body="exit 0"):
        """A program that notes how it was called."""
        path = self.programs / name
        path.write_text(f'#!{shutil.which("bash")}\necho "{name} $*" >>"{self.calls}"\n{body}\n')
        path.chmod(0o755)

    def call(self, command):
        result = subprocess.run(
            [self.programs / "bash", "-c", f"set -euo pipefail; . app/setup.sh; {command}"],
            cwd=self.root, env={"PATH": str(self.programs)}, capture_output=True, text=True, timeout=20)
        called = self.calls.read_text().splitlines() if self.calls.exists() else []
        return result.returncode, result.stderr, [line.split()[0] for line in called]

    def dpkg(self, *installed):
        cases = "".join(f'{name}) echo "install ok installed" ;; ' for name in installed)
        self.program("dpkg-query", f'case "${{@: -1}}" in {cases} *) exit 1 ;; esac')

    def test_nothing_is_fetched_when_nothing_is_missing(self):
        self.dpkg("a", "b")
        self.program("apt-get")
        code, err, called = self.call("require_packages a b")
        self.assertEqual((code, err, called), (0, "", ["dpkg-query", "dpkg-query"]))

    def test_only_missing_packages_are_installed(self):
        self.dpkg("a")
        self.program("apt-get")
        self.program("sudo", 'exec "$@"')
        code, err, called = self.call("require_packages a b c")
        self.assertEqual(code, 0, err)
        self.assertIn("apt-get", called)
        installs = [line for line in self.calls.read_text().splitlines() if line.startswith("apt-get install")]
        self.assertEqual([line.split()[-2:] for line in installs], [["b", "c"]])

    def test_without_a_network_it_says_so(self):
        self.dpkg()
        self.program("apt-get", "exit 100")
        self.program("sudo", 'exec "$@"')
        code, err, _ = self.call("require_packages a")
        self.assertEqual(code, 2)
        self.assertIn("check the network", err)

    def test_without_root_it_names_the_command(self):
        self.dpkg()
        (self.programs / "id").unlink()
        self.program("id", "echo 1000")
        code, err, _ = self.call("require_packages a b")
        self.assertEqual(code, 2)
        self.assertIn("apt-get install a b", err)

    def test_other_distributions_learn_the_packages(self):
        code, err, _ = self.call("require_packages g++ cmake")
        self.assertEqual(code, 2)
        self.assertIn("not a Debian or Ubuntu system", err)
        self.assertIn("g++ cmake", err)
        (self.root / "build" / "packages-confirmed").touch()
        self.assertEqual(self.call("require_packages g++ cmake")[0], 0)

    def test_an_environment_that_is_there_is_left_alone(self):
        torch = self.root / "build" / "venv" / "lib" / "python3.11" / "site-packages" / "torch"
        torch.mkdir(parents=True)
        version = subprocess.run(["bash", "-c", f". {SETUP}; echo $torch_version"], capture_output=True, text=True,
                                 check=True).stdout.strip()
        (torch / "version.py").write_text(f"__version__ = '{version}+cpu'\n")
        pip = self.root / "build" / "venv" / "bin" / "pip"
        pip.parent.mkdir()
        pip.write_text(f'#!{shutil.which("bash")}\necho "pip $*" >>"{self.calls}"\n')
        pip.chmod(0o755)
        requirements = self.root / "requirements.txt"
        requirements.write_text("sacrebleu\n")
        code, err, called = self.call("require_references requirements.txt")
        self.assertEqual((code, called), (0, ["pip"]), err)  # the references, once
        code, err, called = self.call("require_references requirements.txt")
        self.assertEqual((code, called), (0, ["pip"]), err)


class Style(unittest.TestCase):
    @unittest.skipUnless(shutil.which("shellcheck"), "shellcheck is not installed")
    def test_shellcheck_has_no_complaints(self):
        scripts = ["app/run.sh", "app/bundle.sh", "app/setup.sh", "tests/run.sh", "tests/fuzz/run.sh", ".ci/run"]
        result = subprocess.run(["shellcheck", "-x", *scripts], cwd=ROOT, capture_output=True, text=True)
        self.assertEqual(result.returncode, 0, result.stdout)


if __name__ == "__main__":
    unittest.main()
