"""Log-in, log-out and what ends a session."""


def test_a_person_who_is_logged_in_sees_the_home_page(staff):
    answer = staff("hr").get("/staf/")
    assert answer.status_code == 200
    assert "Tugas hari ini" in answer.get_data(as_text=True)
